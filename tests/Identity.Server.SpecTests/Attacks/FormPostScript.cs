using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Markup in what a form that posts itself carries, and in every other parameter of a request.</summary>
public sealed class FormPostScript(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Payloads =
    [
        "\"><script>alert(1)</script>",
        "'><img src=x onerror=alert(1)>",
        "</form><form action=https://evil.example>",
        "\"onfocus=\"alert(1)\"autofocus=\"",
        "<svg/onload=alert(1)>",
        "&quot;&gt;<script>",
        "--></noscript><script>alert(1)</script>",
        "\u2028<script>\u2029",
        "+ADw-script+AD4-",
    ];

    public static TheoryData<string> Parameters() =>
        new(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "response_mode",
            "prompt",
            "max_age",
            "login_hint",
            "ui_locales",
            "acr_values",
            "claims",
            "request_uri",
            "resource",
            "code_challenge",
            "code_challenge_method",
            "error",
            "unknown"
        );

    [Theory, Spec("OAuth 2.0 Form Post Response Mode §2"), Spec("RFC 6749 §10.14")]
    [MemberData(nameof(Parameters))]
    public async Task No_parameter_is_written_as_markup(string parameter)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        foreach (var payload in Payloads)
        {
            foreach (var mode in (string?[])["form_post", null])
            {
                var visit = await ready.AskAsync(("response_mode", mode), (parameter, payload));

                Assert.DoesNotContain("<script>alert", visit.Body, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<script>\u2029", visit.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("<img src=x", visit.Body, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<svg/", visit.Body, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("evil.example>", visit.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("\"onfocus", visit.Body, StringComparison.Ordinal);
                Assert.True(visit.Status < 500, $"{visit.Status}");
            }
        }
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Fact, Spec("OAuth 2.0 Form Post Response Mode §2"), Spec("OAuth 2.0 Form Post Response Mode §4")]
    public async Task The_form_runs_its_one_script_is_kept_by_nobody_and_framed_by_nobody()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var visit = await ready.AskAsync(("response_mode", "form_post"));

        Assert.Equal(200, visit.Status);
        Assert.Equal("utf-8", visit.Response.Content.Headers.ContentType?.CharSet);
        Assert.True(visit.Response.Headers.CacheControl?.NoStore);
        var policy = Assert.Single(visit.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", Assert.Single(visit.Response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(visit.Response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(visit.Response.Headers.GetValues("X-Content-Type-Options")));
        var answer = Journey.Answer(visit, ready.App)!;
        Assert.Equal(ready.App.RedirectUri, answer.Address);
        (await ready.App.RedeemAsync(answer["code"]!)).ShouldSucceed();
    }

    [Fact]
    public async Task A_registered_address_with_quotes_stays_within_its_attribute()
    {
        const string Address = "https://app.example.com/callback?a='onmouseover=alert(1)&b=c";
        using var ready = await ReadyApp.SetAsync(host.Server, client => client with { RedirectUris = [Address] });

        var visit = await ready.AskAsync(("response_mode", "form_post"));

        Assert.DoesNotContain("'onmouseover", visit.Body, StringComparison.Ordinal);
        Assert.Equal(Address, Journey.Answer(visit, ready.App)!.Address);
    }
}
