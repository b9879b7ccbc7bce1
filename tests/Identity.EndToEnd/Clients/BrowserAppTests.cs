using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>People sign in at apps that run in their browser, made of libraries that we did not write.</summary>
public sealed class BrowserAppTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    public async Task Oidc_client_ts_signs_in_by_redirect_and_reads_userinfo()
    {
        await using var app = await ServeAsync();
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();

        var user = await SignInAsync(person, app, email);

        Assert.Equal(email, Text(user.GetProperty("profile"), "email"));
        Assert.Equal("Test Person", Text(user.GetProperty("profile"), "name"));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Oidc_client_ts_renews_in_a_frame_that_nobody_sees()
    {
        // Ours, for another's without a secret has people asked each time at an address that any program here can take.
        await using var app = await ServeAsync(asked => asked with { IsFirstParty = true });
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var user = await SignInAsync(person, app, await host.Server.AddUserAsync(), isAsked: false);
        Assert.False(user.TryGetProperty("refresh_token", out _));

        var renewed = await person.Page.EvaluateAsync<JsonElement>("() => manager.signinSilent()");

        Assert.NotEqual(Text(user, "access_token"), Text(renewed, "access_token"));
        Assert.Equal(Text(user.GetProperty("profile"), "sub"), Text(renewed.GetProperty("profile"), "sub"));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Oidc_client_ts_renews_with_its_refresh_token_and_gives_it_back()
    {
        await using var app = await ServeAsync(asked =>
            asked with
            {
                GrantTypes = ["authorization_code", "refresh_token"],
            }
        );
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var user = await SignInAsync(person, app, await host.Server.AddUserAsync());

        var renewed = await person.Page.EvaluateAsync<JsonElement>("() => manager.signinSilent()");
        Assert.NotEqual(Text(user, "refresh_token"), Text(renewed, "refresh_token"));
        await person.Page.EvaluateAsync("() => manager.revokeTokens(['refresh_token'])");

        var late = await Http.PostAsync(
            $"{host.Server.Issuer}/connect/token",
            client: null,
            ("grant_type", "refresh_token"),
            ("refresh_token", Text(renewed, "refresh_token")),
            ("client_id", app.ClientId)
        );
        Assert.Equal("invalid_grant", late["error"]);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Oidc_client_ts_notices_that_the_person_has_signed_out_elsewhere()
    {
        await using var app = await ServeAsync(asked => asked with { IsFirstParty = true });
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var user = await SignInAsync(person, app, await host.Server.AddUserAsync(), isAsked: false);
        Assert.NotEmpty(Text(user, "session_state"));
        await person.Page.EvaluateAsync("() => { document.querySelector('pre').textContent = ''; }");

        var elsewhere = await person.Page.Context.NewPageAsync();
        await elsewhere.GotoAsync($"{host.Server.Issuer}/");
        await elsewhere.ClickAsync("button:has-text('Sign out')");

        Assert.True((await person.AppSaysAsync(app.Address)).GetProperty("signedOut").GetBoolean());
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<JsonElement> SignInAsync(Person person, BrowserApp app, string email, bool isAsked = true)
    {
        await person.Page.GotoAsync(app.Address);
        await person.Page.EvaluateAsync("() => { manager.signinRedirect(); }");
        await person.SignInAsync(email);
        if (isAsked)
            await person.AllowAsync();
        var user = await person.AppSaysAsync(app.Address);
        Assert.False(user.TryGetProperty("error", out _), user.ToString());
        return user;
    }

    private async Task<BrowserApp> ServeAsync(Func<NewClient, NewClient>? with = null)
    {
        var script = await Script.NodeAsync("browser-app.mjs");
        var address = (await script.AskAsync("listen")).Value.GetString()!;
        var client = await host.Server.AddAppAsync(
            $"{address}/callback",
            asked =>
            {
                var app = asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    GrantTypes = ["authorization_code"],
                    RedirectUris = [$"{address}/callback", $"{address}/silent"],
                };
                return with?.Invoke(app) ?? app;
            }
        );
        await script.AskAsync("use", Settings(client.Id, address));
        return new BrowserApp(script, address, client.Id);
    }

    private JsonObject Settings(string clientId, string address) =>
        new()
        {
            ["authority"] = host.Server.Issuer,
            ["client_id"] = clientId,
            ["redirect_uri"] = $"{address}/callback",
            ["silent_redirect_uri"] = $"{address}/silent",
            ["scope"] = "openid email profile",
            ["loadUserInfo"] = true,
            ["automaticSilentRenew"] = false,
            ["monitorSession"] = true,
            ["checkSessionIntervalInSeconds"] = 1,
        };

    private sealed record BrowserApp(Script Script, string Address, string ClientId) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Script.DisposeAsync();
    }
}
