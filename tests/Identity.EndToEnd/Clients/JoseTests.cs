using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>npm's jose checks what we sign, with our key set and with an API's secret.</summary>
public sealed class JoseTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task An_access_token_is_good_by_the_published_keys(string algorithm)
    {
        await using var jose = await JoseAsync();
        var (audience, client, token) = await IssueAsync(algorithm);

        var verified = (await jose.AskAsync("verify", Expect(token, audience, algorithm))).Value;

        Assert.Equal(algorithm, verified.GetProperty("header").GetProperty("alg").GetString());
        Assert.Equal(client.Id, verified.GetProperty("payload").GetProperty("client_id").GetString());
    }

    [Fact, Spec("RFC 9068 §4")]
    public async Task One_thing_spoilt_is_refused()
    {
        await using var jose = await JoseAsync();
        var (audience, _, token) = await IssueAsync("ES256");
        var (_, _, other) = await IssueAsync("ES256");

        Assert.Null((await jose.AskAsync("verify", Expect(token, audience, "ES256"))).Error);
        var signature = token[..(token.LastIndexOf('.') + 1)] + other[(other.LastIndexOf('.') + 1)..];
        Assert.Equal(
            "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            (await jose.AskAsync("verify", Expect(signature, audience, "ES256"))).Error
        );
        Assert.Equal(
            "ERR_JWT_CLAIM_VALIDATION_FAILED",
            (await jose.AskAsync("verify", Expect(token, "urn:another", "ES256"))).Error
        );
        Assert.Equal(
            "ERR_JOSE_ALG_NOT_ALLOWED",
            (await jose.AskAsync("verify", Expect(token, audience, "RS256"))).Error
        );
    }

    [Fact, Spec("OpenID Connect Core §3.1.3.7")]
    public async Task An_id_token_is_good_for_its_client_and_is_no_access_token()
    {
        await using var jose = await JoseAsync();
        var client = await _server.AddClientAsync(["openid"]);
        var token = (await _server.SignInAsync(client, await _server.AddUserAsync(), "openid"))["id_token"]!;

        var expected = Expect(token, client.Id, "RS256");
        expected["typ"] = "JWT";
        Assert.Null((await jose.AskAsync("verify", expected)).Error);
        Assert.Equal(
            "ERR_JWT_CLAIM_VALIDATION_FAILED",
            (await jose.AskAsync("verify", Expect(token, client.Id, "RS256"))).Error
        );
    }

    [Fact]
    public async Task An_HS256_token_is_good_by_the_api_s_secret_alone()
    {
        await using var jose = await JoseAsync();
        var (audience, scope, secret) = await _server.AddApiAsync(JwsAlgorithm.HS256);
        var client = await _server.AddClientAsync([scope]);
        var token = (await _server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", scope)))[
            "access_token"
        ]!;

        Assert.Null((await jose.AskAsync("verifyWithSecret", With(secret!))).Error);
        Assert.Equal(
            "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            (await jose.AskAsync("verifyWithSecret", With(RandomNumberGenerator.GetBytes(32)))).Error
        );

        JsonObject With(byte[] key)
        {
            var request = Expect(token, audience, "HS256");
            request["secret"] = Base64Url.EncodeToString(key);
            return request;
        }
    }

    [Fact]
    public async Task PyJWT_agrees()
    {
        await using var python = await Script.PythonAsync("pyjwt.py", "jwt");
        _ = (
            await python.AskAsync("remote", new JsonObject { ["url"] = $"{_server.Issuer}/.well-known/jwks.json" })
        ).Value;
        foreach (var algorithm in (string[])["RS256", "PS256", "ES256", "ES384"])
        {
            var (audience, client, token) = await IssueAsync(algorithm);
            var request = Expect(token, audience, algorithm);
            request.Remove("typ");

            var claims = (await python.AskAsync("verify", request)).Value;

            Assert.Equal(client.Id, claims.GetProperty("client_id").GetString());
            var other = Expect(token, "urn:another", algorithm);
            other.Remove("typ");
            Assert.Equal("InvalidAudienceError", (await python.AskAsync("verify", other)).Error);
        }
    }

    private async Task<Script> JoseAsync()
    {
        var jose = await Script.NodeAsync("jose.mjs");
        await jose.AskAsync("remote", new JsonObject { ["url"] = $"{_server.Issuer}/.well-known/jwks.json" });
        return jose;
    }

    private async Task<(string Audience, TestClient Client, string Token)> IssueAsync(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var signedWith));
        var (audience, scope, _) = await _server.AddApiAsync(signedWith);
        var client = await _server.AddClientAsync([scope]);
        var answer = await _server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", scope));
        return (audience, client, answer["access_token"]!);
    }

    private JsonObject Expect(string token, string audience, string algorithm) =>
        new()
        {
            ["token"] = token,
            ["issuer"] = _server.Issuer,
            ["audience"] = audience,
            ["typ"] = "at+jwt",
            ["algorithms"] = new JsonArray(algorithm),
        };
}
