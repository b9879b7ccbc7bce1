using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>npm's openid-client, a certified relying party, does with us all that it learns from discovery.</summary>
public sealed class OpenIdClientTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private readonly TestServer _server = fixture.Server;
    private readonly ClientKey _key = new();

    [Theory, Spec("OpenID Connect Discovery §4")]
    [InlineData("oidc")]
    [InlineData("oauth2")]
    public async Task Discovery_names_this_server_in_both_its_forms(string form)
    {
        var (client, _) = await RegisterAsync();
        await using var party = await Script.NodeAsync("openid-client.mjs");

        var metadata = (await DiscoverAsync(party, client, "client_secret_basic", form)).Value;

        Assert.Equal(_server.Issuer, metadata.GetProperty("issuer").GetString());
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("client_secret_jwt")]
    [InlineData("private_key_jwt")]
    public async Task Client_credentials_give_a_token_that_introspection_calls_active(string method)
    {
        var (client, scope) = await RegisterAsync(method);
        await using var party = await PartyAsync(client, method);

        var tokens = (await party.AskAsync("clientCredentials", new JsonObject { ["scope"] = scope })).Value;

        Assert.Equal("bearer", Text(tokens, "token_type"));
        var introspected = (await party.AskAsync("introspect", Token(tokens, "access_token"))).Value;
        Assert.True(introspected.GetProperty("active").GetBoolean());
        Assert.Equal(client.Id, Text(introspected, "client_id"));
        Assert.Null((await party.AskAsync("revoke", Token(tokens, "access_token"))).Error);
    }

    [Fact]
    public async Task A_person_s_tokens_live_through_refresh_and_userinfo_and_end_with_revocation()
    {
        var (client, scope) = await RegisterAsync();
        var email = await _server.AddUserAsync();
        await using var party = await PartyAsync(client);
        // It then checks the ID tokens' signatures against our key set, too.
        await party.AskAsync("strict");

        var first = (
            await party.AskAsync("password", Person(email, $"openid email profile offline_access {scope}"))
        ).Value;
        var subject = first.GetProperty("claims").GetProperty("sub").GetString()!;
        Assert.InRange(first.GetProperty("expiresIn").GetInt32(), 1, 600);

        var second = (await party.AskAsync("refresh", Token(first, "refresh_token"))).Value;
        Assert.Equal(subject, second.GetProperty("claims").GetProperty("sub").GetString());
        Assert.NotEqual(Text(first, "refresh_token"), Text(second, "refresh_token"));

        var asked = Token(second, "access_token");
        asked["subject"] = subject;
        var person = (await party.AskAsync("userInfo", asked)).Value;
        Assert.Equal(email, Text(person, "email"));
        Assert.Equal("Test Person", Text(person, "name"));

        Assert.Null((await party.AskAsync("revoke", Token(second, "refresh_token"))).Error);
        foreach (var kind in (string[])["access_token", "refresh_token"])
        {
            var introspected = (await party.AskAsync("introspect", Token(second, kind))).Value;
            Assert.False(introspected.GetProperty("active").GetBoolean(), kind);
        }
        Assert.Equal("invalid_grant", (await party.AskAsync("refresh", Token(second, "refresh_token"))).OAuthError);
        asked = Token(second, "access_token");
        asked["subject"] = subject;
        Assert.Equal("OAUTH_WWW_AUTHENTICATE_CHALLENGE", (await party.AskAsync("userInfo", asked)).Error);
    }

    [Fact]
    public async Task A_revoked_access_token_is_inactive_and_its_family_lives_on()
    {
        var (client, scope) = await RegisterAsync();
        await using var party = await PartyAsync(client);
        var tokens = (
            await party.AskAsync("password", Person(await _server.AddUserAsync(), $"offline_access {scope}"))
        ).Value;

        Assert.Null((await party.AskAsync("revoke", Token(tokens, "access_token"))).Error);

        var introspected = (await party.AskAsync("introspect", Token(tokens, "access_token"))).Value;
        Assert.False(introspected.GetProperty("active").GetBoolean());
        Assert.Null((await party.AskAsync("refresh", Token(tokens, "refresh_token"))).Error);
    }

    [Fact]
    public async Task A_public_client_signs_a_person_in_and_refreshes()
    {
        var (client, scope) = await RegisterAsync("none");
        await using var party = await PartyAsync(client, "none");

        var tokens = (
            await party.AskAsync("password", Person(await _server.AddUserAsync(), $"offline_access {scope}"))
        ).Value;

        Assert.Null((await party.AskAsync("refresh", Token(tokens, "refresh_token"))).Error);
        Assert.Null((await party.AskAsync("revoke", Token(tokens, "access_token"))).Error);
    }

    [Fact]
    public async Task A_refusal_reaches_the_caller_with_its_code()
    {
        var (client, scope) = await RegisterAsync();
        await using var party = await PartyAsync(client);
        var person = Person(await _server.AddUserAsync(), scope);
        person["password"] = "another password";

        Assert.Equal("invalid_grant", (await party.AskAsync("password", person)).OAuthError);
        Assert.Equal(
            "invalid_scope",
            (await party.AskAsync("clientCredentials", new JsonObject { ["scope"] = "nothing:ours" })).OAuthError
        );
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static JsonObject Token(JsonElement tokens, string kind) => new() { ["token"] = Text(tokens, kind) };

    private static JsonObject Person(string email, string scope) =>
        new()
        {
            ["username"] = email,
            ["password"] = TestClients.Password,
            ["scope"] = scope,
        };

    private async Task<(TestClient Client, string Scope)> RegisterAsync(string method = "client_secret_basic")
    {
        var (_, scope, _) = await _server.AddApiAsync();
        var client = await _server.AddClientAsync(
            ["openid", "email", "profile", "offline_access", scope],
            asked =>
                method switch
                {
                    "client_secret_post" => asked with
                    {
                        AuthenticationMethod = ClientAuthenticationMethod.ClientSecretPost,
                    },
                    "client_secret_jwt" => asked with
                    {
                        AuthenticationMethod = ClientAuthenticationMethod.ClientSecretJwt,
                    },
                    "private_key_jwt" => asked with
                    {
                        AuthenticationMethod = ClientAuthenticationMethod.PrivateKeyJwt,
                        Metadata = new ClientMetadata { Jwks = _key.Published },
                    },
                    "none" => asked with
                    {
                        AuthenticationMethod = ClientAuthenticationMethod.None,
                        GrantTypes = ["password", "refresh_token"],
                    },
                    _ => asked,
                }
        );
        return (client, scope);
    }

    private async Task<Script> PartyAsync(TestClient client, string method = "client_secret_basic")
    {
        var party = await Script.NodeAsync("openid-client.mjs");
        _ = (await DiscoverAsync(party, client, method, "oidc")).Value;
        return party;
    }

    private Task<Reply> DiscoverAsync(Script party, TestClient client, string method, string form) =>
        party.AskAsync(
            "discover",
            new JsonObject
            {
                ["issuer"] = _server.Issuer,
                ["clientId"] = client.Id,
                ["secret"] = client.Secret,
                ["jwk"] = _key.Private(),
                ["method"] = method,
                ["algorithm"] = form,
            }
        );
}
