using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Identity.Server.Keys;
using Identity.Server.SpecTests.Attacks;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>An app wishes that a person sign out: whom it surely means is, and whom it may mean is asked.</summary>
public sealed class EndSessionTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Asking = "Sign out?";
    private const string Done = "You are signed out";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2"), Spec("OpenID Connect RP-Initiated Logout §3")]
    public async Task A_person_who_is_surely_meant_is_signed_out_and_led_back_with_the_state()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var end = await scene.BringAsync();

        Assert.Equal($"{scene.After}?state=state%20%26%20more", end.Response.Headers.Location!.OriginalString);
        Assert.False(await scene.IsSignedInAsync());
        Assert.Null(scene.Visitor["identity"]);
        Assert.Null(scene.Visitor["browser-state"]);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §3")]
    public async Task Without_a_state_there_is_none_and_with_a_query_it_is_added_to_that()
    {
        using var scene = await LogoutScene.SetAsync(
            host.Server,
            asked =>
                asked with
                {
                    PostLogoutRedirectUris =
                    [
                        .. asked.PostLogoutRedirectUris!,
                        asked.PostLogoutRedirectUris![0] + "?a=b",
                    ],
                }
        );

        Assert.Equal(scene.After, (await scene.BringAsync(("state", null))).Location);
        Assert.Equal(
            $"{scene.After}?a=b&state=s",
            (await scene.BringAsync(("post_logout_redirect_uri", scene.After + "?a=b"), ("state", "s"))).Location
        );
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task It_may_come_as_a_form_of_the_apps_own_site()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        // As a browser posts another site's form: without the cookie that says who is signed in.
        using var posting = new HttpRequestMessage(HttpMethod.Post, "/connect/endsession")
        {
            Content = new FormUrlEncodedContent(scene.Wish()!),
        };
        var posted = await host.Server.SendAsync(posting);
        var visitor = posted.Response.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=');
        Assert.Equal(303, posted.Status);
        Assert.True(await scene.IsSignedInAsync());
        scene.Visitor.Plant(visitor[0], visitor[1]);

        var end = await scene.FollowAsync(posted.Response.Headers.Location!.ToString());

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_hint_is_as_good_when_it_has_expired()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-30).ToUnixTimeSeconds();

        var end = await scene.BringAsync(("id_token_hint", scene.Signed(("exp", longAgo), ("iat", longAgo - 600))));

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_hint_is_as_good_when_its_key_signs_no_more()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        await host.Server.Get<SigningKeys>().RotateAsync(TimeSpan.Zero, Ct);

        await scene.BringAsync();

        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_client_id_beside_the_hint_must_be_the_hints()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var other = await LogoutScene.AddAppAsync(host.Server);

        await RefusedAsync(scene, ("client_id", other.Client.Id));

        var end = await scene.BringAsync(("client_id", scene.App.Client.Id));
        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
    }

    [Theory, Spec("OpenID Connect RP-Initiated Logout §3"), Spec("OpenID Connect RP-Initiated Logout §4")]
    [InlineData("{0}?foo=bar")]
    [InlineData("{0}/")]
    [InlineData("{0}#fragment")]
    [InlineData("{0}x")]
    [InlineData("{1}")]
    [InlineData("https://evil.example/after")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/account")]
    public async Task An_address_that_is_not_registered_character_by_character_is_led_to_by_nobody(string address)
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var uri = string.Format(null, address, scene.After, scene.App.RedirectUri);

        var page = await RefusedAsync(scene, ("post_logout_redirect_uri", uri));

        Assert.DoesNotContain("Location", page.Response.Headers.ToString(), StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §4"), Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_hint_that_was_altered_is_none_of_ours()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var claims = Forge.Claims(scene.IdToken);
        claims["sub"] = Guid.CreateVersion7().ToString();
        var unsigned = new JsonObject { ["alg"] = "none", ["typ"] = "JWT" };
        using var key = RSA.Create(2048);

        await RefusedAsync(scene, ("id_token_hint", Forge.Altered(scene.IdToken, claims: claims)));
        await RefusedAsync(scene, ("id_token_hint", scene.IdToken[..^4] + "AAAA"));
        await RefusedAsync(scene, ("id_token_hint", Forge.Unsigned(unsigned, Forge.Claims(scene.IdToken))));
        await RefusedAsync(
            scene,
            ("id_token_hint", Forge.Rs256(Forge.Header(scene.IdToken), Forge.Claims(scene.IdToken), key))
        );
        await RefusedAsync(scene, ("id_token_hint", "anything"));
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §4"), Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_token_of_ours_that_is_no_id_token_of_a_client_is_no_hint()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        await RefusedAsync(scene, ("id_token_hint", scene.Tokens.Issued()));
        await RefusedAsync(scene, ("id_token_hint", scene.Signed(("iss", "https://other.example"))));
        await RefusedAsync(scene, ("id_token_hint", scene.Signed(("aud", "nobody"))));
        await RefusedAsync(scene, ("id_token_hint", scene.Signed(("aud", new[] { scene.App.Client.Id, "nobody" }))));
        await RefusedAsync(scene, ("id_token_hint", scene.Signed(("sub", null))));
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §4")]
    public async Task An_app_that_is_not_known_or_no_longer_admitted_leads_nobody_anywhere()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        await RefusedAsync(scene, ("id_token_hint", null), ("client_id", "nobody"));
        await RefusedAsync(scene, ("id_token_hint", null), ("client_id", "nobody"), ("post_logout_redirect_uri", null));

        await host.Server.DisableAsync(scene.App.Client);

        await RefusedAsync(scene);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §3")]
    public async Task An_address_that_comes_without_hint_and_client_is_led_to_by_nobody()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        await RefusedAsync(scene, ("id_token_hint", null));
    }

    [Fact, Spec("RFC 6749 §3.1")]
    public async Task A_parameter_that_comes_twice_is_refused()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var page = await scene.Visitor.GetAsync(
            $"{scene.Address()}&post_logout_redirect_uri={Uri.EscapeDataString("https://evil.example")}"
        );

        Assert.Equal(400, page.Status);
        Assert.Null(page.Location);
        Assert.True(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2"), Spec("OpenID Connect RP-Initiated Logout §6")]
    public async Task An_app_that_shows_no_hint_has_the_person_asked()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var address = scene.Address(("id_token_hint", null), ("client_id", scene.App.Client.Id));

        var page = await scene.FollowAsync(address);

        Assert.Equal(Asking, page.Heading);
        Assert.Contains(scene.App.Client.Id, page.Body, StringComparison.Ordinal);
        Assert.Contains(scene.Email, page.Body, StringComparison.Ordinal);
        Assert.True(await scene.IsSignedInAsync());
        var end = await scene.ConfirmAsync(address);
        Assert.Equal($"{scene.After}?state=state%20%26%20more", end.Response.Headers.Location!.OriginalString);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task The_form_of_the_page_that_asks_may_end_where_the_app_is_and_by_no_other_scheme()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var page = await scene.BringAsync(("id_token_hint", null), ("client_id", scene.App.Client.Id));

        var policy = Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy"));
        // Apps lead on from there to where they like; browsers hold the whole way to the policy.
        Assert.Contains("form-action 'self' https:;", policy, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task A_hint_of_another_session_or_another_person_has_the_person_asked()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        using var elsewhere = new Visitor(host.Server);
        await elsewhere.SignInAsync(scene.Email);
        var ofElsewhere = await LogoutScene.SignInToAsync(elsewhere, scene.App, scene.Email);
        using var stranger = await LogoutScene.SetAsync(host.Server);

        Assert.Equal(Asking, (await scene.BringAsync(("id_token_hint", ofElsewhere.Issued("id_token")))).Heading);
        Assert.Equal(
            Asking,
            (
                await scene.BringAsync(
                    ("id_token_hint", stranger.IdToken),
                    ("post_logout_redirect_uri", stranger.After)
                )
            ).Heading
        );
        Assert.Equal(
            Asking,
            (await scene.BringAsync(("id_token_hint", scene.Signed(("sub", Guid.CreateVersion7().ToString()))))).Heading
        );
        Assert.True(await scene.IsSignedInAsync());
        Assert.Equal(200, (await elsewhere.GetAsync("/account")).Status);
        Assert.True(await stranger.IsSignedInAsync());
    }

    [Fact]
    public async Task A_hint_that_names_no_session_means_the_person()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var end = await scene.BringAsync(("id_token_hint", scene.Signed(("sid", null))));

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Theory, Spec("OpenID Connect RP-Initiated Logout §2")]
    [InlineData("/connect/endsession")]
    [InlineData("/connect/endsession?state=only")]
    [InlineData("/connect/endsession?logout_hint=somebody@example.com")]
    [InlineData("/connect/endsession?unknown=parameter")]
    public async Task A_wish_that_names_nobody_has_the_person_asked_and_leads_nowhere(string address)
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        Assert.Equal(Asking, (await scene.FollowAsync(address)).Heading);
        Assert.True(await scene.IsSignedInAsync());

        Assert.Equal(Done, (await scene.ConfirmAsync(address)).Heading);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact]
    public async Task A_person_may_stay()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var page = await scene.BringAsync(("id_token_hint", null), ("client_id", scene.App.Client.Id));

        Assert.Contains("href=\"/account\"", page.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await host.Server.UserInfoAsync(scene.Tokens.Issued())).Status);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task Without_an_address_to_go_to_the_person_stays_and_sees_that_it_is_done()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var end = await scene.BringAsync(("post_logout_redirect_uri", null));

        Assert.Equal(Done, end.Heading);
        Assert.DoesNotContain("state", end.Body, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §3")]
    public async Task Who_is_signed_out_already_is_led_back_all_the_same()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        await scene.BringAsync();

        var again = await scene.BringAsync();
        var named = await scene.BringAsync(("id_token_hint", null), ("client_id", scene.App.Client.Id));

        Assert.StartsWith(scene.After, again.Location, StringComparison.Ordinal);
        Assert.StartsWith(scene.After, named.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_that_was_true_once_does_not_ask_again_for_somebody_else()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var first = await scene.Visitor.GetAsync(scene.Address());
        await scene.FollowAsync(first.Location!);
        await scene.Visitor.SignInAsync(scene.Email);

        var again = await scene.FollowAsync(first.Location!);

        Assert.StartsWith(scene.After, again.Location, StringComparison.Ordinal);
        Assert.True(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2")]
    public async Task The_person_is_asked_in_the_language_that_the_app_says()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);

        var page = await scene.BringAsync(
            ("id_token_hint", null),
            ("client_id", scene.App.Client.Id),
            ("ui_locales", "xx pl")
        );

        Assert.Contains("<html lang=\"pl\">", page.Body, StringComparison.Ordinal);
        Assert.Contains(scene.Email, page.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.7")]
    public async Task Access_ends_with_the_session_but_for_what_was_granted_beyond_it()
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var app = await LogoutScene.AddAppAsync(host.Server);
        var tied = await LogoutScene.SignInToAsync(scene.Visitor, app, scene.Email, "openid");

        await scene.BringAsync();

        Assert.Equal(401, (await host.Server.UserInfoAsync(tied.Issued())).Status);
        Assert.Equal(401, (await host.Server.UserInfoAsync(scene.Tokens.Issued())).Status);
        (await RefreshAsync(app, tied)).ShouldRefuse("invalid_grant");
        var beyond = await RefreshAsync(scene.App, scene.Tokens);
        Assert.Equal(200, (await host.Server.UserInfoAsync(beyond.Issued())).Status);
    }

    private static Task<TestAnswer> RefreshAsync(App app, TestAnswer tokens) =>
        app.Server.TokenAsync(app.Client, Scene.RefreshForm(tokens.Issued("refresh_token")));

    /// <summary>The browser is led nowhere, and the person is as signed in as before.</summary>
    private static async Task<Visit> RefusedAsync(LogoutScene scene, params (string Name, string? Value)[] changes)
    {
        var page = await scene.Visitor.GetAsync(scene.Address(changes));
        Assert.Equal(400, page.Status);
        Assert.Null(page.Location);
        Assert.True(await scene.IsSignedInAsync());
        return page;
    }
}
