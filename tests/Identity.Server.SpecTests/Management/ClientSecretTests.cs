using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>The secrets and roles of clients over the wire, and who may touch which client.</summary>
[Collection<AdministrationTests>]
public sealed class ClientSecretTests(Administration admins)
{
    [Fact]
    public async Task A_secret_is_told_once_lives_as_long_as_was_said_and_is_taken_away()
    {
        var (_, scope, _) = await admins.Server.AddApiAsync();
        var client = await admins.Server.AddClientAsync([scope]);
        var path = $"/clients/{client.Id}/secrets";
        var expiry = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O");

        var second = await SendAsync("POST", path, $$"""{"expires_at":"{{expiry}}"}""");
        Assert.Equal(201, second.Status);
        foreach (var secret in (string[])[client.Secret!, second["client_secret"]!])
            Assert.Equal(200, (await TokenAsync(client with { Secret = secret })).Status);

        var third = await SendAsync("POST", path, """{"overlap_seconds":0}""");
        Assert.Equal(401, (await TokenAsync(client)).Status);
        Assert.Equal(200, (await TokenAsync(client with { Secret = third["client_secret"] })).Status);
        var left = (await ReadAsync(client.Id)).Json.GetProperty("secrets").EnumerateArray();
        Assert.Equal([third["id"]], left.Select(secret => secret.GetProperty("id").GetString()));

        Assert.Equal(204, (await SendAsync("DELETE", $"{path}/{third["id"]}")).Status);
        (await SendAsync("DELETE", $"{path}/{third["id"]}")).ShouldBeProblem(404, "not_found");
        Assert.Equal(401, (await TokenAsync(client with { Secret = third["client_secret"] })).Status);
        Assert.Single(
            (await SendAsync("POST", path, """{"expires_at":"2020-01-01T00:00:00Z"}""")).ErrorsOf("expires_at")
        );
        var spa = await PostAsync("""{"preset":"spa","redirect_uris":["https://app.example/"]}""");
        (await SendAsync("POST", $"/clients/{spa["client_id"]}/secrets", "{}")).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task A_secret_that_becomes_a_key_is_made_anew()
    {
        var client = await admins.Server.AddClientAsync(["openid"]);

        var changed = await PatchAsync(client.Id, """{"id_token_signed_response_alg":"HS512"}""", "*");

        Assert.Empty(changed.Json.GetProperty("secrets").EnumerateArray());
        var made = await SendAsync("POST", $"/clients/{client.Id}/secrets", "{}");
        Assert.Equal(64, made["client_secret"]!.Length);
    }

    [Fact]
    public async Task A_client_that_may_manage_the_server_is_for_owners_alone()
    {
        const string Managing = """{"preset":"machine","scope":"identity.admin"}""";
        (await admins.SendAsync(admins.Administrator, "POST", "/clients", Managing)).ShouldBeProblem(403, "forbidden");
        var id = (await PostAsync(Managing))["client_id"];

        (string Method, string Path, string? Json)[] deeds =
        [
            ("PATCH", $"/clients/{id}", """{"client_name":"Mine"}"""),
            ("DELETE", $"/clients/{id}", null),
            ("POST", $"/clients/{id}/secrets", "{}"),
            ("DELETE", $"/clients/{id}/secrets/{Guid.Empty}", null),
            ("PUT", $"/clients/{id}/roles", """{"roles":["auditor"]}"""),
        ];
        foreach (var (method, path, json) in deeds)
        {
            var answer = await admins.SendAsync(admins.Administrator, method, path, json, ("If-Match", "*"));
            answer.ShouldBeProblem(403, "forbidden");
            Assert.Equal("owners.write", answer["permission"]);
        }
        var plain = await admins.Server.AddClientAsync(["openid"]);
        var raised = await admins.SendAsync(
            admins.Administrator,
            "PATCH",
            $"/clients/{plain.Id}",
            """{"scope":"openid identity.admin"}""",
            ("If-Match", "*")
        );
        raised.ShouldBeProblem(403, "forbidden");
        Assert.Equal(204, (await DeleteAsync(id!, "*")).Status);
    }

    [Fact]
    public async Task A_client_with_roles_is_touched_by_those_alone_who_hold_what_it_holds()
    {
        var keeper = await admins.AddAsync(await admins.AddRoleAsync("clients.read", "clients.write", "roles.write"));
        var client = await admins.Server.AddClientAsync(["openid"]);
        var seen = await ReadAsync(client.Id);

        var given = await SendAsync(
            "PUT",
            $"/clients/{client.Id}/roles",
            """{"roles":["auditor"]}""",
            ("If-Match", seen.ETag())
        );
        Assert.Equal(["auditor"], given.Texts("roles"));
        Assert.NotEqual(seen.ETag(), given.ETag());
        var stolen = await admins.SendAsync(keeper, "POST", $"/clients/{client.Id}/secrets", "{}");
        stolen.ShouldBeProblem(403, "forbidden");
        (
            await SendAsync("PUT", $"/clients/{client.Id}/roles", """{"roles":["owner"]}""", ("If-Match", "*"))
        ).ShouldBeProblem(409, "conflict");
        Assert.Single(
            (await SendAsync("PUT", $"/clients/{client.Id}/roles", """{"roles":["x"]}""", ("If-Match", "*"))).ErrorsOf(
                "roles"
            )
        );
        (
            await SendAsync("PUT", $"/clients/{client.Id}/roles", """{"roles":[]}""", ("If-Match", seen.ETag()))
        ).ShouldBeProblem(412, "precondition_failed");
    }

    private Task<TestAnswer> TokenAsync(TestClient client) =>
        admins.Server.TokenAsync(client, ("grant_type", "client_credentials"));

    private Task<TestAnswer> PostAsync(string json) => SendAsync("POST", "/clients", json);

    private Task<TestAnswer> ReadAsync(string id) =>
        admins.GetAsync(admins.Owner, $"/clients/{Uri.EscapeDataString(id)}");

    private Task<TestAnswer> PatchAsync(string id, string json, string ifMatch) =>
        SendAsync("PATCH", $"/clients/{id}", json, ("If-Match", ifMatch));

    private Task<TestAnswer> DeleteAsync(string id, string ifMatch) =>
        SendAsync("DELETE", $"/clients/{id}", json: null, ("If-Match", ifMatch));

    private Task<TestAnswer> SendAsync(
        string method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    ) => admins.SendAsync(admins.Owner, method, path, json, headers);
}
