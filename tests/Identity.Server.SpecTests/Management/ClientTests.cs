using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Consents;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Clients over the wire: registering, changing and deleting them, and what hangs on them.</summary>
[Collection<AdministrationTests>]
public sealed class ClientTests(Administration admins)
{
    private const string Xss = "\"><script>alert(1)</script>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 7591 §2"), Spec("RFC 7396 §2")]
    public async Task A_client_is_registered_used_changed_and_deleted()
    {
        var (_, scope, _) = await admins.Server.AddApiAsync();
        var id = TestClients.Unique("shop");
        var made = await PostAsync(
            $$"""
            {"client_id":"{{id}}","client_name":"Shop","grant_types":["client_credentials"],"scope":"{{scope}}",
             "access_token_lifetime_seconds":60,"contacts":["a@example.com"],"default_max_age":null}
            """
        );
        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1/clients/{id}", made.Response.Headers.Location?.ToString());
        Assert.Equal(admins.Server.Issuer, made["issuer"]);
        Assert.EndsWith("/.well-known/openid-configuration", made["openid_configuration"], StringComparison.Ordinal);
        var client = new TestClient(id, made["client_secret"]);
        var token = await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"));
        Assert.Equal("60", token["expires_in"]);

        var read = await ReadAsync(id);
        Assert.Equal(made.ETag(), read.ETag());
        Assert.Equal(
            ("Shop", "client_secret_basic", "False"),
            (read["client_name"], read["token_endpoint_auth_method"], read["disabled"])
        );
        Assert.Single(read.Json.GetProperty("secrets").EnumerateArray());
        Assert.DoesNotContain(client.Secret!, read.Body, StringComparison.Ordinal);

        var changed = await PatchAsync(
            id,
            """{"client_name":"Web shop","contacts":null,"disabled":true,"redirect_uris":["https://shop.example/"]}""",
            read.ETag()
        );
        changed.ShouldSucceed();
        Assert.NotEqual(read.ETag(), changed.ETag());
        Assert.False(changed.Json.TryGetProperty("contacts", out _));
        Assert.Equal(
            ("Web shop", scope, "60"),
            (changed["client_name"], changed["scope"], changed["access_token_lifetime_seconds"])
        );
        Assert.Equal(401, (await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"))).Status);

        (await DeleteAsync(id, read.ETag())).ShouldBeProblem(412, "precondition_failed");
        Assert.Equal(204, (await DeleteAsync(id, changed.ETag())).Status);
        (await ReadAsync(id)).ShouldBeProblem(404, "not_found");
    }

    [Theory]
    [InlineData("web", "https://app.example/callback")]
    [InlineData("spa", "https://app.example/callback")]
    [InlineData("native", "com.example.app:/callback")]
    [InlineData("machine", null)]
    [InlineData("device", null)]
    [InlineData("mcp", "http://127.0.0.1/callback")]
    public async Task Each_preset_needs_a_name_and_its_addresses_and_no_more(string preset, string? address)
    {
        var id = TestClients.Unique(preset);
        var addresses = address is null ? "" : $",\"redirect_uris\":[\"{address}\"]";

        var made = await PostAsync(
            $$"""{"client_id":"{{id}}","preset":"{{preset}}","client_name":"Mine"{{addresses}}}"""
        );

        Assert.True(made.Status == 201, made.Body);
        Assert.Equal(preset is "web" or "machine", made.Json.TryGetProperty("client_secret", out _));
        var kind = preset == "mcp" ? "native" : preset;
        var found = await admins.GetAsync(admins.Auditor, $"/clients?kind={kind}&search={id}");
        Assert.Equal([id], found.Items("client_id"));
        var tried = await admins.GetAsync(admins.Auditor, $"/clients/{id}/try-url");
        if (address is null)
        {
            tried.ShouldBeProblem(409, "conflict");
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, tried["url"]);
        var begun = await admins.Server.SendAsync(request);
        Assert.Equal(303, begun.Status);
        Assert.DoesNotContain("error", begun.Response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_presets_are_whole_clients_but_for_names_and_addresses()
    {
        var presets = await admins.GetAsync(admins.Auditor, "/client-presets");

        Assert.Equal(["web", "spa", "native", "machine", "device", "mcp"], presets.Items("name"));
        foreach (var preset in presets.Json.GetProperty("items").EnumerateArray())
        {
            var client = preset.GetProperty("client").GetRawText();
            var made = await PostAsync($$"""{"redirect_uris":["https://app.example/"],{{client[1..]}}""");
            Assert.True(made.Status == 201, made.Body);
            Assert.NotEmpty(made["client_id"]!);
        }
    }

    [Theory]
    [InlineData("""{"client_id":"a b"}""", "client_id", "visible ASCII")]
    [InlineData("""{"redirect_uri":[]}""", "redirect_uri", "redirect_uris")]
    [InlineData("""{"client_name":7}""", "client_name", "text")]
    [InlineData("""{"client_name":"a\u0000b"}""", "", "NUL")]
    [InlineData("""{"client_name":"\u202eevil"}""", "client_name", "direction")]
    [InlineData("""{"grant_types":["magic"]}""", "grant_types", "magic")]
    [InlineData("""{"grant_types":["authorization_code"]}""", "redirect_uris", "address")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""", "redirect_uris", "javascript:alert(1)")]
    [InlineData("""{"client_uri":"javascript:alert(1)"}""", "client_uri", "https URL")]
    [InlineData("""{"logo_uri":"http://evil.example/x.svg"}""", "logo_uri", "own machine")]
    [InlineData("""{"scope":"openid nowhere"}""", "scope", "nowhere")]
    [InlineData("""{"audience":"urn:nowhere"}""", "audience", "no such API")]
    [InlineData("""{"preset":"magic"}""", "preset", "web, spa")]
    [InlineData("""{"secrets":[]}""", "secrets", "not known")]
    [InlineData("""{"disabled":"yes"}""", "disabled", "true or false")]
    [InlineData("""{"access_token_lifetime_seconds":1}""", "access_token_lifetime_seconds", "10 seconds")]
    public async Task What_is_wrong_is_said_by_member(string body, string member, string sentence) =>
        Assert.Contains(sentence, string.Join(' ', (await PostAsync(body)).ErrorsOf(member)), StringComparison.Ordinal);

    [Fact]
    public async Task Everything_wrong_is_said_at_once()
    {
        var refused = await PostAsync(
            """{"client_id":"a b","client_nam":"x","redirect_uris":["http://a.example/","javascript:x"],"grant_types":["magic"]}"""
        );

        refused.ShouldBeProblem(422, "invalid");
        var errors = refused.Json.GetProperty("errors");
        Assert.Equal(2, errors.GetProperty("redirect_uris").GetArrayLength());
        Assert.Equal(4, errors.EnumerateObject().Count());
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("client_name")]
    [InlineData("audience")]
    [InlineData("scope")]
    [InlineData("client_uri")]
    [InlineData("software_id")]
    [InlineData("jwks_uri")]
    [InlineData("token_endpoint_auth_method")]
    public async Task No_text_is_longer_than_it_may_be(string member)
    {
        var refused = await PostAsync($$"""{"preset":"machine","{{member}}":"{{new string('x', 10_000)}}"}""");

        Assert.NotEmpty(refused.ErrorsOf(member));
    }

    [Fact]
    public async Task What_looks_like_markup_stays_text()
    {
        var made = await PostAsync(
            JsonSerializer.Serialize(
                new
                {
                    preset = "machine",
                    client_name = Xss,
                    software_id = Xss,
                }
            )
        );
        Assert.Equal(201, made.Status);

        var read = await ReadAsync(made["client_id"]!);
        Assert.Equal((Xss, Xss), (read["client_name"], read["software_id"]));
        Assert.DoesNotContain("<script", read.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("application/json", read.Response.Content.Headers.ContentType?.MediaType);
        var found = await admins.GetAsync(admins.Auditor, $"/clients?search={Uri.EscapeDataString("<script>")}");
        Assert.Contains(made["client_id"]!, found.Items("client_id"));
    }

    [Fact]
    public async Task Those_who_see_different_versions_do_not_overwrite_each_other()
    {
        var client = await admins.Server.AddClientAsync(["openid"]);
        var seen = (await ReadAsync(client.Id)).ETag();

        var both = await Task.WhenAll(
            PatchAsync(client.Id, """{"client_name":"One"}""", seen),
            PatchAsync(client.Id, """{"client_name":"Two"}""", seen)
        );
        var any = await Task.WhenAll(
            PatchAsync(client.Id, """{"contacts":["a@example.com"]}""", "*"),
            PatchAsync(client.Id, """{"tos_uri":"https://app.example/tos"}""", "*")
        );

        Assert.Equal([200, 412], both.Select(answer => answer.Status).Order());
        Assert.All(any, answer => answer.ShouldSucceed());
        var now = await ReadAsync(client.Id);
        Assert.Equal(["a@example.com"], now.Texts("contacts"));
        Assert.Equal("https://app.example/tos", now["tos_uri"]);
        Assert.Single((await PatchAsync(client.Id, """{"client_id":"another"}""", "*")).ErrorsOf("client_id"));
    }

    [Fact]
    public async Task What_hangs_on_a_client_ends_with_it()
    {
        var client = await admins.Server.AddClientAsync(["openid", "offline_access"]);
        var email = await admins.Server.AddUserAsync();
        var tokens = await admins.Server.SignInAsync(client, email, "openid offline_access");
        var person = Guid.Parse(admins.Owner.Id);
        await admins.Server.Get<ConsentLedger>().GrantAsync(person, client.Id, ["openid"], Ct);

        Assert.Equal(204, (await DeleteAsync(client.Id, "*")).Status);
        var again = await PostAsync(
            $$"""{"client_id":"{{client.Id}}","grant_types":["refresh_token","password"],"scope":"openid offline_access"}"""
        );

        var thief = client with { Secret = again["client_secret"] };
        var refreshed = await admins.Server.TokenAsync(
            thief,
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens["refresh_token"]!)
        );
        Assert.Equal("invalid_grant", refreshed["error"]);
        var looked = await admins.Server.PostAsync("/connect/introspect", thief, ("token", tokens["access_token"]!));
        Assert.Equal("False", looked["active"]);
        Assert.Null(await admins.Server.Get<ConsentLedger>().FindAsync(person, client.Id, Ct));
    }

    [Fact]
    public async Task What_was_done_is_in_the_audit_without_secrets()
    {
        var made = await PostAsync("""{"preset":"machine","client_name":"Audited"}""");
        var id = made["client_id"]!;
        await PatchAsync(id, """{"client_name":"Renamed"}""", "*");
        var secret = await SendAsync("POST", $"/clients/{id}/secrets", "{}");
        await DeleteAsync(id, "*");

        var events = await AuditedAsync(id, 4);

        Assert.Equal(
            [
                AuditKind.ClientDeletion,
                AuditKind.ClientSecretCreation,
                AuditKind.ClientChange,
                AuditKind.ClientCreation,
            ],
            events.Select(one => one.Kind)
        );
        Assert.All(events, one => Assert.Equal($"user:{admins.Owner.Id}", one.Actor));
        var details = string.Join('\n', events.Select(one => one.Details));
        Assert.Contains("Renamed", events[2].Details!, StringComparison.Ordinal);
        Assert.DoesNotContain("grant_types", events[2].Details!, StringComparison.Ordinal);
        Assert.Contains(secret["id"]!, events[1].Details!, StringComparison.Ordinal);
        Assert.DoesNotContain(made["client_secret"]!, details, StringComparison.Ordinal);
        Assert.DoesNotContain(secret["client_secret"]!, details, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 7396 §2")]
    public async Task The_list_is_narrowed_sorted_and_paged()
    {
        var name = TestClients.Unique("listed");
        var (audience, scope, _) = await admins.Server.AddApiAsync();
        foreach (var letter in (string[])["b", "a", "c"])
        {
            await PostAsync(
                $$"""{"client_id":"{{name}}-{{letter}}","client_name":"{{letter}}","grant_types":["client_credentials"],"scope":"{{(letter == "c" ? "openid" : scope)}}"}"""
            );
        }

        var first = await admins.GetAsync(admins.Auditor, $"/clients?search={name}&sort=-name&limit=2");
        var second = await admins.GetAsync(
            admins.Auditor,
            $"/clients?search={name}&sort=-name&limit=2&cursor={first["next"]}"
        );
        var ofApi = await admins.GetAsync(
            admins.Auditor,
            $"/clients?audience={Uri.EscapeDataString(audience)}&sort=created_at"
        );
        var disabled = await admins.GetAsync(admins.Auditor, $"/clients?search={name}&disabled=true");

        Assert.Equal(
            [$"{name}-c", $"{name}-b", $"{name}-a"],
            first.Items("client_id").Concat(second.Items("client_id"))
        );
        Assert.Equal([$"{name}-b", $"{name}-a"], ofApi.Items("client_id"));
        Assert.Empty(disabled.Items("client_id"));
    }

    private async Task<IReadOnlyList<AuditEntry>> AuditedAsync(string clientId, int many)
    {
        var now = TimeProvider.System.GetUtcNow();
        var query = new AuditQuery(now.AddHours(-1), now.AddHours(1), Take: many + 1)
        {
            Party = AuditParty.Client(clientId),
        };
        for (var looks = 0; looks < 1000; looks++)
        {
            var found = await admins.Server.Get<AuditStorage>().FindAsync(query, Ct);
            if (found.Count >= many)
                return found;
            await Task.Delay(10, Ct);
        }
        throw new Xunit.Sdk.XunitException("The audit was not told of all.");
    }

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
