using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Identity.Server.Mail;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Look;

/// <summary>The one stylesheet, with the brand's colours in it: it stands in every page, which so is painted from one answer.</summary>
internal sealed partial class Stylesheet
{
    private static readonly Colour LightInk = Colour.Parse("#16181d");
    private static readonly Colour DarkInk = Colour.Parse("#e8eaee");

    private readonly string _style;

    public Stylesheet(IOptions<BrandOptions> brand)
    {
        Text = Tight(
            Embedded.Text("tokens.css") + BrandOf(brand.Value) + Embedded.Text("form.css") + Embedded.Text("page.css")
        );
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
        _style = $"'sha256-{hash}'";
        Policy = PolicyWith(target: null, picture: null);
    }

    /// <summary>What stands between the style tags: not one character more, or the hash is another.</summary>
    public string Text { get; }

    /// <summary>The content security policy of a page that holds it.</summary>
    public string Policy { get; }

    /// <summary>The same for a page that is shown on somebody's behalf.</summary>
    /// <param name="target">Where a form of it may end after all redirects, beside here: browsers hold each of them to the policy.</param>
    /// <param name="picture">From where it may load a picture, beside here.</param>
    public string PolicyWith(string? target, string? picture)
    {
        // The style of this hash and no other; no inline script at all.
        return $"default-src 'none'; style-src {_style}; script-src 'self'; img-src {Self(picture)}; "
            + $"form-action {Self(target)}; frame-ancestors 'none'; base-uri 'none'";
    }

    private static string Self(string? other) => other is null ? "'self'" : $"'self' {other}";

    // Whatever colour an operator likes, what is written on it and in it stays readable.
    private static string BrandOf(BrandOptions brand)
    {
        var light = Colour.Parse(brand.Accent);
        var dark = Colour.Parse(brand.AccentDark);
        var lightLink = light.ReadableOn(LightInk, Colour.White, Colour.Parse("#f7f8fa"));
        var darkLink = dark.ReadableOn(DarkInk, Colour.Parse("#181b21"), Colour.Parse("#111318"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            :root { --radius: {{brand.Radius}}px; --accent: {{light}}; --accent-strong: {{Hover(light)}};
              --on-accent: {{On(light)}}; --link: {{lightLink}}; }
            @media (prefers-color-scheme: dark) {
              :root { --accent: {{dark}}; --accent-strong: {{Hover(dark)}}; --on-accent: {{On(
                dark
            )}}; --link: {{darkLink}}; }
            }

            """
        );
    }

    private static Colour On(Colour ground)
    {
        var dark = Colour.Parse("#111318");
        return ground.ContrastWith(Colour.White) >= Colour.Readable ? Colour.White
            : ground.ContrastWith(dark) >= ground.ContrastWith(Colour.White) ? dark
            : Colour.White;
    }

    // Away from what is written on it, so that it can only be read better.
    private static Colour Hover(Colour accent) =>
        accent.Towards(On(accent) == Colour.White ? default : Colour.White, 0.14);

    private static string Tight(string css) =>
        AroundSigns().Replace(Blanks().Replace(css, " "), match => match.Groups["sign"].Value).Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@" ?(?<sign>[{};,]) ?|(?<sign>:) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AroundSigns();
}
