using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>npm's openid-client decrypts and verifies ID tokens and answers of userinfo as it was registered for them.</summary>
public sealed class ProtectedResponseTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private readonly TestServer _server = fixture.Server;

    [Theory, Spec("OpenID Connect Core §5.3.4"), Spec("OpenID Connect Core §3.1.3.7")]
    [InlineData("ES256", null)]
    [InlineData("PS512", null)]
    [InlineData("HS256", null)]
    [InlineData("RS256", "RSA-OAEP-256")]
    [InlineData("ES384", "ECDH-ES")]
    public async Task They_are_what_the_client_registered(string sign, string? encrypt)
    {
        await using var party = await Script.NodeAsync("openid-client.mjs");
        var metadata = new ClientMetadata
        {
            IdTokenSignedResponseAlg = sign,
            UserinfoSignedResponseAlg = sign,
            IdTokenEncryptedResponseAlg = encrypt,
            UserinfoEncryptedResponseAlg = encrypt,
            Jwks = encrypt is null ? null : await MakeKeysAsync(party, encrypt),
        };
        var client = await _server.AddClientAsync(
            ["openid", "email"],
            asked =>
                asked with
                {
                    RedirectUris = ["https://pairwise.example/callback"],
                    Metadata = metadata with { SubjectType = "pairwise" },
                }
        );
        var email = await _server.AddUserAsync();
        await DiscoverAsync(party, client, sign);
        // Where both share a secret the library leaves the signature to the connection, and it is looked at below.
        var isShared = sign.StartsWith("HS", StringComparison.Ordinal);
        if (!isShared)
            await party.AskAsync("strict");

        var tokens = (
            await party.AskAsync(
                "password",
                new JsonObject
                {
                    ["username"] = email,
                    ["password"] = TestClients.Password,
                    ["scope"] = "openid email",
                }
            )
        ).Value;
        var subject = tokens.GetProperty("claims").GetProperty("sub").GetString();
        var info = (
            await party.AskAsync(
                "userInfo",
                new JsonObject { ["token"] = tokens.GetProperty("access_token").GetString(), ["subject"] = subject }
            )
        ).Value;

        Assert.Equal(22, subject!.Length);
        Assert.Equal(email, info.GetProperty("email").GetString());
        Assert.Equal(client.Id, info.GetProperty("aud").GetString());
        var idToken = tokens.GetProperty("id_token").GetString()!.Split('.');
        Assert.Equal(encrypt is null ? 3 : 5, idToken.Length);
        if (isShared)
            Assert.Equal(Mac(client.Secret!, $"{idToken[0]}.{idToken[1]}"), idToken[2]);
    }

    // OpenID Connect Core §10.1: the octets of the client_secret are the key.
    private static string Mac(string secret, string signed) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)));

    private static async Task<JsonElement> MakeKeysAsync(Script party, string algorithm)
    {
        var key = (await party.AskAsync("makeKey", new JsonObject { ["alg"] = algorithm })).Value;
        return JsonElement.Parse($$"""{"keys":[{{key.GetRawText()}}]}""");
    }

    private async Task DiscoverAsync(Script party, TestClient client, string sign)
    {
        var discovered = await party.AskAsync(
            "discover",
            new JsonObject
            {
                ["issuer"] = _server.Issuer,
                ["clientId"] = client.Id,
                ["secret"] = client.Secret,
                ["method"] = "client_secret_basic",
                ["metadata"] = new JsonObject
                {
                    ["client_secret"] = client.Secret,
                    ["id_token_signed_response_alg"] = sign,
                    ["userinfo_signed_response_alg"] = sign,
                },
            }
        );
        Assert.Null(discovered.Error);
    }
}
