using System.Buffers.Text;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>APIs and scopes over the wire.</summary>
[Collection<AdministrationTests>]
public sealed class ApiTests(Administration admins)
{
    [Fact, Spec("RFC 7396 §2")]
    public async Task An_api_is_made_used_changed_and_deleted_under_a_name_with_slashes()
    {
        var scope = TestClients.Unique("orders");
        var audience = $"https://api.example/{scope}";
        var made = await PostAsync(
            $$"""
            {"audience":"{{audience}}","name":"Orders","algorithm":"ES384","access_token_lifetime_seconds":120,
             "scopes":[{"name":"{{scope}}","description":"See orders"}]}
            """
        );
        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1{PathOf(audience)}", made.Response.Headers.Location?.OriginalString);
        Assert.False(made.Json.TryGetProperty("secret", out _));
        var client = await admins.Server.AddClientAsync([scope]);
        var token = await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"));
        Assert.Equal("120", token["expires_in"]);

        var read = await admins.GetAsync(admins.Auditor, PathOf(audience));
        Assert.Equal(made.ETag(), read.ETag());
        Assert.Equal(("at+jwt", "id", "False"), (read["token_profile"], read["subject"], read["is_built_in"]));
        var changed = await PatchAsync(
            audience,
            $$"""{"name":"All orders","access_token_lifetime_seconds":null,"scopes":[{"name":"{{scope}}","description":"See all"},{"name":"{{scope}}.write"}]}""",
            read.ETag()
        );
        changed.ShouldSucceed();
        Assert.NotEqual(read.ETag(), changed.ETag());
        Assert.Equal("All orders", changed["name"]);
        Assert.False(changed.Json.TryGetProperty("access_token_lifetime_seconds", out _));
        (await PatchAsync(audience, "{}", read.ETag())).ShouldBeProblem(412, "precondition_failed");

        var scopes = (await admins.GetAsync(admins.Auditor, "/scopes?limit=200"))
            .Json.GetProperty("items")
            .EnumerateArray();
        var own = Assert.Single(scopes, one => one.GetProperty("name").GetString() == scope);
        Assert.Equal(
            (audience, "See all", 1),
            (
                own.GetProperty("audience").GetString(),
                own.GetProperty("description").GetString(),
                own.GetProperty("clients").GetInt32()
            )
        );

        Assert.Equal(204, (await DeleteAsync(audience, changed.ETag())).Status);
        (await admins.GetAsync(admins.Owner, PathOf(audience))).ShouldBeProblem(404, "not_found");
        Assert.Equal(
            "invalid_scope",
            (await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", scope)))["error"]
        );
    }

    [Fact]
    public async Task Shared_secrets_overlap_and_the_one_that_signs_stays()
    {
        var scope = TestClients.Unique("plain");
        var audience = $"urn:{scope}";
        var made = await PostAsync(
            $$"""{"audience":"{{audience}}","algorithm":"HS256","token_profile":"plain","claims":["client_id"],"scopes":[{"name":"{{scope}}"}]}"""
        );
        var client = await admins.Server.AddClientAsync([scope]);
        var old = (await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"))).Issued();
        Assert.True(Verifies(old, made["secret"]!));

        var rotated = await SendAsync("POST", $"{PathOf(audience)}/secrets", """{"overlap_seconds":3600}""");
        Assert.Equal(201, rotated.Status);
        var fresh = (await admins.Server.TokenAsync(client, ("grant_type", "client_credentials"))).Issued();
        Assert.True(Verifies(fresh, rotated["secret"]!));
        Assert.False(Verifies(fresh, made["secret"]!));

        var secrets = (await admins.GetAsync(admins.Owner, PathOf(audience))).Json.GetProperty("secrets");
        Assert.Equal(rotated["id"], secrets[0].GetProperty("id").GetString());
        Assert.True(secrets[1].TryGetProperty("expires_at", out _));
        (await SendAsync("DELETE", $"{PathOf(audience)}/secrets/{rotated["id"]}")).ShouldBeProblem(409, "conflict");
        var older = secrets[1].GetProperty("id").GetString();
        Assert.Equal(204, (await SendAsync("DELETE", $"{PathOf(audience)}/secrets/{older}")).Status);
        (await SendAsync("DELETE", $"{PathOf(audience)}/secrets/{older}")).ShouldBeProblem(404, "not_found");
        var rs = await admins.Server.AddApiAsync();
        (await SendAsync("POST", $"{PathOf(rs.Audience)}/secrets", "{}")).ShouldBeProblem(409, "conflict");
    }

    [Theory]
    [InlineData("""{"audience":"a b"}""", "audience", "visible ASCII")]
    [InlineData("""{"name":"x"}""", "audience", "missing")]
    [InlineData("""{"audience":"urn:a","algoritm":"RS256"}""", "algoritm", "algorithm")]
    [InlineData("""{"audience":"urn:a","algorithm":"RS25"}""", "algorithm", "RS256")]
    [InlineData("""{"audience":"urn:a","claims":["email"]}""", "claims", "plain")]
    [InlineData("""{"audience":"urn:a","scopes":["x"]}""", "scopes", "object")]
    [InlineData("""{"audience":"urn:a","scopes":[{"name":"openid"}]}""", "scopes", "OpenID Connect")]
    [InlineData("""{"audience":"urn:a","scopes":[{"name":"identity.admin"}]}""", "scopes", "the server's own")]
    [InlineData("""{"audience":"urn:a","scopes":[{"name":"a"},{"name":"a"}]}""", "scopes", "twice")]
    [InlineData("""{"audience":"urn:a","secret":"mine"}""", "secret", "not known")]
    public async Task What_is_wrong_is_said_by_member(string body, string member, string sentence) =>
        Assert.Contains(sentence, string.Join(' ', (await PostAsync(body)).ErrorsOf(member)), StringComparison.Ordinal);

    [Fact]
    public async Task The_servers_own_api_stays_as_it_is()
    {
        const string Own = "urn:identity:management";

        Assert.Equal("True", (await admins.GetAsync(admins.Auditor, PathOf(Own)))["is_built_in"]);
        (await PatchAsync(Own, """{"name":"Mine"}""", "*")).ShouldBeProblem(409, "conflict");
        (await DeleteAsync(Own, "*")).ShouldBeProblem(409, "conflict");
        (await SendAsync("POST", $"{PathOf(Own)}/secrets", "{}")).ShouldBeProblem(409, "conflict");
        (await PostAsync($$"""{"audience":"{{Own}}"}""")).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task What_others_know_an_api_by_stays()
    {
        var (audience, scope, _) = await admins.Server.AddApiAsync();
        var other = (await admins.Server.AddApiAsync()).Audience;

        Assert.Single((await PatchAsync(audience, """{"audience":"urn:new"}""", "*")).ErrorsOf("audience"));
        Assert.Single((await PatchAsync(audience, """{"algorithm":"ES256"}""", "*")).ErrorsOf("algorithm"));
        var taken = await PatchAsync(other, $$"""{"scopes":[{"name":"{{scope}}"}]}""", "*");
        Assert.Contains(audience, Assert.Single(taken.ErrorsOf("scopes")), StringComparison.Ordinal);
        (await PostAsync($$"""{"audience":"{{audience}}"}""")).ShouldBeProblem(409, "conflict");
    }

    private static bool Verifies(string token, string secret)
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, Base64Url.DecodeFromChars(secret));
        var parts = token.Split('.');
        return key.Verification.Verify(
            System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2])
        );
    }

    private static string PathOf(string audience) => $"/apis/{Uri.EscapeDataString(audience)}";

    private Task<TestAnswer> PostAsync(string json) => SendAsync("POST", "/apis", json);

    private Task<TestAnswer> PatchAsync(string audience, string json, string ifMatch) =>
        SendAsync("PATCH", PathOf(audience), json, ("If-Match", ifMatch));

    private Task<TestAnswer> DeleteAsync(string audience, string ifMatch) =>
        SendAsync("DELETE", PathOf(audience), json: null, ("If-Match", ifMatch));

    private Task<TestAnswer> SendAsync(
        string method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    ) => admins.SendAsync(admins.Owner, method, path, json, headers);
}
