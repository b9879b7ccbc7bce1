using System.Net;
using System.Text.RegularExpressions;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>Apps that listen by way of the browser are loaded in frames before it goes on.</summary>
public sealed partial class FrontChannelTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("OpenID Connect Front-Channel Logout §2"), Spec("OpenID Connect Front-Channel Logout §3")]
    public async Task Every_app_of_the_session_that_listens_is_loaded_with_issuer_and_session_where_it_needs_them()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));
        var plain = await LogoutScene.AddAppAsync(host.Server, Listening(session: false, "?a=b"));
        var unknown = await LogoutScene.AddAppAsync(host.Server, Listening(session: true));
        await LogoutScene.SignInToAsync(scene.Visitor, plain, scene.Email);
        var sid = ServedKeys.Claims(scene.IdToken).GetProperty("sid").GetString();

        var page = await scene.BringAsync();

        Assert.Equal("You are signed out", page.Heading);
        Assert.Equal(
            [
                $"{OriginOf(scene.App)}/logout?iss={Uri.EscapeDataString(host.Server.Issuer)}&sid={sid}",
                $"{OriginOf(plain)}/logout?a=b",
            ],
            Frames(page).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(unknown.Client.Id, page.Body, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect Front-Channel Logout §3")]
    public async Task Nothing_else_can_be_framed_and_the_page_in_none()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));

        var page = await scene.BringAsync();

        var policy = Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith($"; frame-src {OriginOf(scene.App)}", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §3")]
    public async Task Then_the_browser_goes_on_with_and_without_a_script()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));

        var page = await scene.BringAsync();

        var address = $"{scene.After}?state=state%20%26%20more";
        Assert.Equal($"6; url={address}", Assert.Single(page.Response.Headers.GetValues("Refresh")));
        Assert.Contains(
            $"href=\"{WebUtility.HtmlEncode(address)}\" data-continue",
            page.Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_an_address_to_go_to_it_stays()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));

        var page = await scene.BringAsync(("post_logout_redirect_uri", null));

        Assert.Single(Frames(page));
        Assert.False(page.Response.Headers.Contains("Refresh"));
        Assert.DoesNotContain("data-continue", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_person_sees_which_apps_hear_of_it_and_which_do_not()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));
        var deaf = await LogoutScene.AddAppAsync(host.Server);
        await LogoutScene.SignInToAsync(scene.Visitor, deaf, scene.Email);

        var body = (await scene.BringAsync()).Body;

        var untold = body.IndexOf("do not hear of it", StringComparison.Ordinal);
        Assert.InRange(body.IndexOf($"<li>{scene.App.Client.Id}</li>", StringComparison.Ordinal), 0, untold);
        Assert.True(body.IndexOf($"<li>{deaf.Client.Id}</li>", StringComparison.Ordinal) > untold);
    }

    [Fact]
    public async Task Who_signs_out_here_has_them_loaded_as_well()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));

        var posted = await scene.Visitor.SubmitAsync("/signout");
        var page = await scene.FollowAsync(posted.Location!);

        Assert.StartsWith("/signed-out?request=lo_", posted.Location, StringComparison.Ordinal);
        Assert.Single(Frames(page));
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact]
    public async Task The_page_is_for_the_browser_that_signed_out()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, Listening(session: true));
        var first = await scene.Visitor.GetAsync(scene.Address());
        using var other = new Visitor(host.Server);
        await other.GetAsync("/connect/endsession?client_id=" + scene.App.Client.Id);

        var page = await other.GetAsync(first.Location!);

        Assert.Equal(200, page.Status);
        Assert.Empty(Frames(page));
        Assert.DoesNotContain(scene.App.Client.Id, page.Body, StringComparison.Ordinal);
    }

    private static Func<ClientMetadata, ClientMetadata> Listening(bool session, string query = "") =>
        asked =>
            asked with
            {
                FrontchannelLogoutUri = asked
                    .PostLogoutRedirectUris![0]
                    .Replace("/after", $"/logout{query}", StringComparison.Ordinal),
                FrontchannelLogoutSessionRequired = session,
            };

    private static string OriginOf(App app) => new Uri(app.RedirectUri).GetLeftPart(UriPartial.Authority);

    private static IEnumerable<string> Frames(Visit page) =>
        Frame().Matches(page.Body).Select(frame => WebUtility.HtmlDecode(frame.Groups["src"].Value));

    [GeneratedRegex("<iframe src=\"(?<src>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Frame();
}
