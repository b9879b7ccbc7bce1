using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>Programs of others, which nobody has registered, register themselves and sign people in.</summary>
public sealed class SelfRegistrationTests(Chromium chromium, OpenServer host) : IClassFixture<OpenServer>
{
    private const string Scope = "openid email offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("RFC 7591 §3"), Spec("OpenID Connect Dynamic Client Registration §3")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task Openid_client_registers_itself_and_signs_somebody_in(string method)
    {
        await using var party = await Script.NodeAsync("openid-client.mjs");
        var email = await host.Server.AddUserAsync();
        var registered = (await party.AskAsync("register", await DescriptionAsync(party, method))).Value;
        Assert.Equal(method, registered.GetProperty("token_endpoint_auth_method").GetString());
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);

        await person.Page.GotoAsync((await party.AskAsync("begin", new() { ["scope"] = Scope })).Value.GetString()!);
        await person.SignInAsync(email);
        await person.AllowAsync();
        await person.Page.WaitForSelectorAsync("h1:has-text('Back at the app')");
        var tokens = (await party.AskAsync("finish")).Value;

        var claims = tokens.GetProperty("claims");
        Assert.Equal(registered.GetProperty("client_id").GetString(), claims.GetProperty("aud").GetString());
        var asked = new JsonObject { ["token"] = Text(tokens, "access_token"), ["subject"] = Text(claims, "sub") };
        Assert.Equal(email, Text((await party.AskAsync("userInfo", asked)).Value, "email"));
        var refreshed = await party.AskAsync("refresh", new() { ["token"] = Text(tokens, "refresh_token") });
        Assert.Null(refreshed.Error);
    }

    [Fact, Spec("RFC 7591 §1.2")]
    public async Task Openid_client_uses_up_the_token_that_lets_it_register()
    {
        await using var party = await Script.NodeAsync("openid-client.mjs");
        var policy = new RegistrationPolicy { GrantTypes = ["authorization_code"], Scopes = ["openid"] };
        var (_, token) = await host
            .Server.Get<InitialAccessTokens>()
            .CreateAsync("a party", policy, uses: 1, expiresAt: null, Ct);
        var description = await DescriptionAsync(party, "none");
        description["grant_types"] = new JsonArray("authorization_code");
        description["token"] = token.Reveal();

        var registered = (await party.AskAsync("register", (JsonObject)description.DeepClone())).Value;

        Assert.Equal("openid", Text(registered, "scope"));
        Assert.Equal("OAUTH_WWW_AUTHENTICATE_CHALLENGE", (await party.AskAsync("register", description)).Error);
    }

    [Fact, Spec("RFC 7591 §3.2.2")]
    public async Task Openid_client_is_told_why_it_is_not_registered()
    {
        await using var party = await Script.NodeAsync("openid-client.mjs");
        var description = await DescriptionAsync(party, "none");
        description["redirect_uris"] = new JsonArray("http://app.example/callback");

        Assert.Equal("invalid_redirect_uri", (await party.AskAsync("register", description)).OAuthError);
    }

    [Fact, Spec("RFC 7591 §3"), Spec("RFC 7592 §2.3"), Spec("RFC 8628 §3")]
    public async Task Oidc_agent_registers_itself_is_let_in_has_tokens_for_programs_and_goes_again()
    {
        await using var agent = await OidcAgent.StartAsync();
        var email = await host.Server.AddUserAsync();
        var (code, made) = await agent.BeginAsync(host.Server.Issuer, Scope);
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);

        await person.DecideOnDeviceAsync("/device", code, email, "Yes, let it in");

        var done = await made;
        Assert.True(done.Status == 0, $"{done}");
        var first = await agent.TokenAsync();
        var second = await agent.TokenAsync(fresh: true);
        Assert.NotEqual(first, second);
        foreach (var token in new[] { first, second })
            Assert.Equal(email, (await UserInfoAsync(token))["email"]);

        // RFC 7592 §2.3, and with the registration all that it held.
        var deleted = await agent.DeleteAsync();
        Assert.True(deleted.Status == 0, $"{deleted}");
        Assert.Equal(401, (await UserInfoAsync(second)).Status);
    }

    private async Task<JsonObject> DescriptionAsync(Script party, string method) =>
        new()
        {
            ["issuer"] = host.Server.Issuer,
            ["redirect_uris"] = new JsonArray((await party.AskAsync("listen")).Value.GetString()),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["token_endpoint_auth_method"] = method,
            ["client_name"] = "openid-client",
        };

    private async Task<TestAnswer> UserInfoAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", token);
        return await host.Server.SendAsync(request);
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
