using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Identity.Jose;
using Identity.Server.SpecTests.Fetching;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the plans in which relying parties hear of a logout: behind the browser's back, in its frames, or by watching.</summary>
public sealed partial class LogoutChannelModules(Op op) : IClassFixture<Op>
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(DisplayName = "oidcc-backchannel-logout-discovery-endpoint-verification")]
    public void The_metadata_promises_the_back_channel() => Promised("backchannel_logout");

    [Fact(DisplayName = "oidcc-frontchannel-logout-discovery-endpoint-verification")]
    public void The_metadata_promises_the_front_channel() => Promised("frontchannel_logout");

    [Fact(DisplayName = "oidcc-session-management-discovery-endpoint-verification")]
    public async Task The_metadata_names_a_page_that_can_be_framed()
    {
        var iframe = op.Metadata.GetProperty("check_session_iframe").GetString();
        Assert.StartsWith($"{op.Issuer}/", iframe, StringComparison.Ordinal);

        var page = await op.GetAsync(op.Path("check_session_iframe"));

        Assert.Equal((200, "text/html"), (page.Status, page.Response.Content.Headers.ContentType?.MediaType));
        Assert.False(page.Response.Headers.Contains("X-Frame-Options"));
        Assert.Contains("postMessage", page.Body, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "oidcc-backchannel-rp-initiated-logout")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task The_relying_party_is_told_by_a_token(Variant variant)
    {
        await using var listener = Origin.Answering(Origin.Ok(""));
        using var rp = await RegisterAsync(variant, "backchannel", _ => listener.Url("/logout"));
        var signed = await rp.SignInAsync();

        var end = await LogoutModules.BringAsync(rp, LogoutModules.Wish(rp, signed));

        Assert.StartsWith(LogoutModules.After(rp), end.Location, StringComparison.Ordinal);
        CheckLogoutToken(TokenIn(await HeardAsync(listener)), rp, signed, await op.KeysAsync());
        await LogoutModules.SignedOutAsync(rp);
    }

    [Theory(DisplayName = "oidcc-frontchannel-rp-initiated-logout")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task The_relying_party_is_loaded_with_issuer_and_session(Variant variant)
    {
        using var rp = await RegisterAsync(variant, "frontchannel", at => $"{new Uri(at, "/logout?x=1")}");
        var signed = await rp.SignInAsync();

        var page = await LogoutModules.BringAsync(rp, LogoutModules.Wish(rp, signed));

        var frame = WebUtility.HtmlDecode(Assert.Single(Frame().Matches(page.Body)).Groups["src"].Value);
        var sid = signed.IdToken!.GetString("sid")!;
        Assert.Equal(
            $"{new Uri(new Uri(rp.RedirectUri), "/logout?x=1")}&iss={Uri.EscapeDataString(op.Issuer)}&sid={sid}",
            frame
        );
        Assert.Contains(LogoutModules.After(rp), page.Body, StringComparison.Ordinal);
        await LogoutModules.SignedOutAsync(rp);
    }

    /// <summary>What the framed page says is computed here as the specification has it; a real browser asks the page itself elsewhere.</summary>
    [Theory(DisplayName = "oidcc-session-management-rp-initiated-logout")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task The_relying_party_can_see_that_the_session_is_another(Variant variant)
    {
        using var rp = await RegisterAsync(variant, channel: null, at => "");
        var signed = await rp.SignInAsync();
        var state = signed.Answer["session_state"]!;

        Assert.True(IsUnchanged(state, rp));
        await LogoutModules.BringAsync(rp, LogoutModules.Wish(rp, signed));

        Assert.False(IsUnchanged(state, rp));
        await LogoutModules.SignedOutAsync(rp);
    }

    private void Promised(string channel)
    {
        Assert.True(op.Metadata.GetProperty($"{channel}_supported").GetBoolean());
        Assert.True(op.Metadata.GetProperty($"{channel}_session_supported").GetBoolean());
        Assert.NotNull(op.Metadata.GetProperty("end_session_endpoint").GetString());
    }

    private Task<Rp> RegisterAsync(Variant variant, string? channel, Func<Uri, string> uri) =>
        Rp.RegisterAsync(
            op,
            variant,
            at =>
            {
                var metadata = new JsonObject
                {
                    ["post_logout_redirect_uris"] = new JsonArray($"{new Uri(at, "/after")}"),
                };
                if (channel is null)
                    return metadata;
                metadata[$"{channel}_logout_uri"] = uri(at);
                metadata[$"{channel}_logout_session_required"] = true;
                return metadata;
            }
        );

    // OpenID Connect Back-Channel Logout §2.6
    private void CheckLogoutToken(string token, Rp rp, Signed signed, VerificationKeys keys)
    {
        var expected = new JwtExpectations
        {
            Types = ["logout+jwt"],
            Issuer = op.Issuer,
            Audience = [rp.Client.Id],
            MaximumAge = TimeSpan.FromMinutes(2),
        };
        var verdict = Jwt.Validate(token, keys, expected, TimeProvider.System.GetUtcNow());
        var claims = Assert.IsType<JwtVerdict.Valid>(verdict).Claims;
        Assert.Equal([rp.Client.Id], claims.Audience);
        Assert.Equal(signed.IdToken!.GetString("sid"), claims.GetString("sid"));
        Assert.Equal(signed.IdToken.Subject, claims.Subject);
        Assert.NotNull(claims.JwtId);
        Assert.Equal("{}", claims.Json.GetProperty("events").GetProperty(Event).GetRawText());
        Assert.False(claims.TryGet("nonce", out _));
    }

    private static string TokenIn(string asked)
    {
        Assert.StartsWith("POST /logout ", asked, StringComparison.Ordinal);
        var form = asked[(asked.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split('=');
        Assert.Equal((2, "logout_token"), (form.Length, form[0]));
        return WebUtility.UrlDecode(form[1]);
    }

    private static async Task<string> HeardAsync(Origin listener)
    {
        for (var times = 0; listener.Asked.IsEmpty; times++)
        {
            Assert.True(times < 2000, "It heard nothing.");
            await Task.Delay(10, Ct);
        }
        return Assert.Single(listener.Asked);
    }

    // OpenID Connect Session Management §3
    private static bool IsUnchanged(string sessionState, Rp rp)
    {
        var parts = sessionState.Split('.');
        var origin = new Uri(rp.RedirectUri).GetLeftPart(UriPartial.Authority);
        var text = $"{rp.Client.Id} {origin} {rp.Browser["browser-state"]} {parts[1]}";
        return parts[0] == Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [GeneratedRegex("<iframe [^>]*src=\"(?<src>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Frame();
}
