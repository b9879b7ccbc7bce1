using Identity.Server.Interactions.Logouts;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.SpecTests.Protocol.Logout;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Another site signs somebody out, or has the logout lead to itself.</summary>
public sealed class LogoutForgery(ClassServer host) : IClassFixture<ClassServer>
{
    /// <summary>What looks like a registered `https://HOST/after` to whoever compares loosely.</summary>
    private static readonly string[] Lookalikes =
    [
        "https://evil.example/after",
        "//evil.example/after",
        "https://{0}.evil.example/after",
        "https://{0}@evil.example/after",
        "https://{0}:443@evil.example/after",
        "https://evil.example\\@{0}/after",
        "https://evil.example#@{0}/after",
        "https://{0}/after/../../evil",
        "https://{0}/after%2e%2e",
        "https://{0}/after?next=https://evil.example",
        "https://{0}:8443/after",
        "http://{0}/after",
        "HTTPS://{0}/after",
        "https://{0}/AFTER",
        "https://{0}/after ",
        "https://{0}/after\thttps://evil.example",
        "https://{0}/after\r\nLocation: https://evil.example",
        "https://{0}/after,https://evil.example",
        "javascript:alert(document.domain)//https://{0}/after",
        "data:text/html,<script>alert(1)</script>",
    ];

    [Fact]
    public async Task No_address_but_the_registered_one_is_led_to()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var at = new Uri(scene.After).Host;
        foreach (var lookalike in Lookalikes)
        {
            var uri = string.Format(null, lookalike, at);
            foreach (var wish in Wishes(scene, uri))
            {
                var byLink = await scene.Visitor.GetAsync(QueryHelpers.AddQueryString("/connect/endsession", wish));
                var byForm = await scene.Visitor.PostAsync(
                    "/connect/endsession",
                    [.. wish.Select(pair => (pair.Key, pair.Value!))]
                );

                Assert.True(byLink is { Location: null, Status: >= 400 and < 500 }, uri);
                Assert.True(byForm is { Location: null, Status: >= 400 and < 500 }, uri);
                Assert.DoesNotContain("evil.example\"", byLink.Body, StringComparison.Ordinal);
                Assert.False(byLink.Response.Headers.Contains("Refresh"));
            }
        }

        Assert.True(await scene.IsSignedInAsync());
    }

    [Fact]
    public async Task Another_site_signs_nobody_out()
    {
        using var victim = await LogoutScene.SetAsync(host.Server);
        using var attacker = await LogoutScene.SetAsync(host.Server);
        var wishes = new[]
        {
            "/connect/endsession",
            $"/connect/endsession?client_id={victim.App.Client.Id}",
            $"/connect/endsession?id_token_hint={attacker.IdToken}",
            attacker.Address(),
            attacker.Address(("id_token_hint", Forge.Altered(attacker.IdToken, claims: Forge.Claims(victim.IdToken)))),
            "/signout",
            "/signed-out",
        };

        foreach (var wish in wishes)
        {
            await victim.FollowAsync(wish);
            await victim.Visitor.PostAsync(wish);
        }

        Assert.True(await victim.IsSignedInAsync());
        Assert.Equal(200, (await host.Server.UserInfoAsync(victim.Tokens.Issued())).Status);
    }

    [Fact]
    public async Task A_wish_of_the_attackers_own_leads_nobody_else_anywhere()
    {
        using var attacker = await LogoutScene.SetAsync(host.Server);
        using var victim = await LogoutScene.SetAsync(host.Server);
        var ended = (await attacker.Visitor.GetAsync(attacker.Address())).Location!;
        var asking = (
            await attacker.Visitor.GetAsync($"/connect/endsession?client_id={attacker.App.Client.Id}")
        ).Location!;
        // The victim's browser has a handle of its own, of a wish of its own.
        await victim.Visitor.GetAsync($"/connect/endsession?client_id={victim.App.Client.Id}");

        foreach (var handle in new[] { ended, asking }.Select(HandleIn))
        {
            foreach (var page in (string[])["/signed-out", "/signout", "/connect/endsession/resume"])
            {
                var visit = await victim.FollowAsync($"{page}?{LogoutRequests.Parameter}={handle}");

                Assert.Null(visit.Location);
                Assert.DoesNotContain(attacker.App.Client.Id, visit.Body, StringComparison.Ordinal);
            }
        }

        Assert.True(await victim.IsSignedInAsync());
    }

    [Theory]
    [InlineData("lo_")]
    [InlineData("lo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ar_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("https://evil.example")]
    [InlineData("'; DROP TABLE sessions --")]
    public async Task A_handle_that_was_made_up_is_none(string handle)
    {
        using var victim = await LogoutScene.SetAsync(host.Server);
        await victim.Visitor.GetAsync($"/connect/endsession?client_id={victim.App.Client.Id}");
        var query = $"?{LogoutRequests.Parameter}={Uri.EscapeDataString(handle)}";

        Assert.Equal("You are signed out", (await victim.FollowAsync($"/signed-out{query}")).Heading);
        Assert.Equal("Sign out?", (await victim.FollowAsync($"/signout{query}")).Heading);
        Assert.Equal("Sign out?", (await victim.FollowAsync($"/connect/endsession/resume{query}")).Heading);
        Assert.True(await victim.IsSignedInAsync());
    }

    [Fact]
    public async Task The_page_that_asks_cannot_be_pressed_in_somebody_elses_frame()
    {
        using var victim = await LogoutScene.SetAsync(host.Server);

        var page = await victim.BringAsync(("id_token_hint", null), ("client_id", victim.App.Client.Id));

        Assert.Equal(["DENY"], page.Response.Headers.GetValues("X-Frame-Options"));
        var policy = Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    private static IEnumerable<Dictionary<string, string?>> Wishes(LogoutScene scene, string uri)
    {
        yield return scene.Wish(("post_logout_redirect_uri", uri));
        yield return scene.Wish(
            ("post_logout_redirect_uri", uri),
            ("id_token_hint", null),
            ("client_id", scene.App.Client.Id)
        );
        yield return scene.Wish(("post_logout_redirect_uri", uri), ("id_token_hint", null));
    }

    private static string HandleIn(string address) =>
        QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])[LogoutRequests.Parameter]!;
}
