using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>People sign in, in a browser, at relying parties made of libraries that we did not write.</summary>
public sealed class CodeFlowTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    private const string OpenIdClient = "openid-client.mjs";
    private const string OAuth4WebApi = "oauth4webapi.mjs";
    private const string Authlib = "authlib-session.py";

    [Theory]
    [InlineData(OpenIdClient, "client_secret_basic", true)]
    [InlineData(OpenIdClient, "client_secret_post", false)]
    [InlineData(OpenIdClient, "none", true)]
    [InlineData(OAuth4WebApi, "client_secret_basic", true)]
    [InlineData(OAuth4WebApi, "client_secret_post", false)]
    [InlineData(OAuth4WebApi, "none", true)]
    [InlineData(Authlib, "client_secret_basic", false)]
    [InlineData(Authlib, "client_secret_post", false)]
    [InlineData(Authlib, "none", false)]
    public async Task A_person_signs_in_and_the_app_knows_them_until_it_gives_its_tokens_back(
        string library,
        string method,
        bool isPushed
    )
    {
        await using var party = await Party.RegisterAsync(host.Server, library, method);
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();

        var tokens = await party.SignInAsync(person, email, isPushed ? new() { ["pushed"] = true } : null);

        var subject = Text(tokens.GetProperty("claims"), "sub");
        Assert.Equal(email, Text(await UserInfoAsync(party, tokens, subject), "email"));

        var refreshed = (await party.AskAsync("refresh", Token(tokens, "refresh_token"))).Value;
        Assert.NotEqual(Text(tokens, "access_token"), Text(refreshed, "access_token"));
        Assert.Equal("Test Person", Text(await UserInfoAsync(party, refreshed, subject), "name"));

        Assert.Null((await party.AskAsync("revoke", Token(refreshed, "refresh_token"))).Error);
        var late = await party.AskAsync("refresh", Token(refreshed, "refresh_token"));
        Assert.Equal("invalid_grant", late.OAuthError);
    }

    [Theory]
    [InlineData(OpenIdClient)]
    [InlineData(OAuth4WebApi)]
    public async Task Who_is_signed_in_and_has_allowed_it_is_asked_for_nothing(string library)
    {
        await using var party = await Party.RegisterAsync(host.Server, library, "client_secret_basic");
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var first = await party.SignInAsync(person, await host.Server.AddUserAsync());

        await party.SendAsync(person, new() { ["prompt"] = "none" });
        var second = (await party.FinishAsync(person)).Value;

        var (before, after) = (first.GetProperty("claims"), second.GetProperty("claims"));
        Assert.Equal(Text(before, "sub"), Text(after, "sub"));
        Assert.Equal(Text(before, "sid"), Text(after, "sid"));
    }

    [Theory]
    [InlineData(OpenIdClient)]
    [InlineData(OAuth4WebApi)]
    public async Task A_browser_in_which_nobody_is_signed_in_says_so_without_a_page(string library)
    {
        await using var party = await Party.RegisterAsync(host.Server, library, "client_secret_basic");
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);

        await party.SendAsync(person, new() { ["prompt"] = "none" });

        Assert.Equal("login_required", (await party.FinishAsync(person)).OAuthError);
    }

    [Fact]
    public async Task Who_refuses_is_led_back_and_the_app_told()
    {
        await using var party = await Party.RegisterAsync(host.Server, OpenIdClient, "client_secret_basic");
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);

        await party.SendAsync(person);
        await person.SignInAsync(await host.Server.AddUserAsync());
        await person.Page.ClickAsync("main button[name='answer'][value='cancel']");

        Assert.Equal("access_denied", (await party.FinishAsync(person)).OAuthError);
    }

    [Fact]
    public async Task An_app_that_wants_a_fresh_sign_in_gets_the_time_of_it()
    {
        await using var party = await Party.RegisterAsync(host.Server, OAuth4WebApi, "client_secret_basic");
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();
        await party.SignInAsync(person, email);

        await party.SendAsync(person, new() { ["max_age"] = "0" });
        await person.Page.FillAsync("#password", TestClients.Password);
        await person.Page.ClickAsync("main button.button:has-text(\"Confirm\")");

        var tokens = (await party.FinishAsync(person, new() { ["maxAge"] = 60 })).Value;
        Assert.True(tokens.GetProperty("claims").TryGetProperty("auth_time", out _));
    }

    [Fact]
    public async Task An_app_signs_somebody_out_and_has_them_back()
    {
        var back = "";
        await using var party = await Party.RegisterAsync(
            host.Server,
            OpenIdClient,
            "client_secret_basic",
            (asked, redirectUri) =>
            {
                back = redirectUri.Replace("/callback", "/signed-out", StringComparison.Ordinal);
                return asked with { Metadata = asked.Metadata with { PostLogoutRedirectUris = [back] } };
            }
        );
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var tokens = await party.SignInAsync(person, await host.Server.AddUserAsync());

        var asked = Token(tokens, "id_token");
        asked["address"] = back;
        await person.Page.GotoAsync((await party.AskAsync("endSession", asked)).Value.GetString()!);

        Assert.Equal($"{back}?state=over", (await party.AskAsync("cameBack")).Value.GetString());
        await party.SendAsync(person, new() { ["prompt"] = "none" });
        Assert.Equal("login_required", (await party.FinishAsync(person)).OAuthError);
    }

    private static async Task<JsonElement> UserInfoAsync(Party party, JsonElement tokens, string subject)
    {
        var asked = Token(tokens, "access_token");
        asked["subject"] = subject;
        return (await party.AskAsync("userInfo", asked)).Value;
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static JsonObject Token(JsonElement tokens, string kind) => new() { ["token"] = Text(tokens, kind) };
}
