using System.Security.Cryptography;
using System.Text;
using Identity.Server.Mail;
using Identity.Server.Pages.Look;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Pages;

public sealed class StylesheetTests
{
    private readonly Stylesheet _stylesheet = new(Options.Create(new BrandOptions()));

    [Fact]
    public void The_policy_lets_in_this_style_and_no_other_and_no_script_in_the_page()
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_stylesheet.Text)));

        Assert.Contains($"style-src 'sha256-{hash}'", _stylesheet.Policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", _stylesheet.Policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", _stylesheet.Policy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_on_behalf_of_an_app_may_end_there_and_load_its_picture_and_nothing_else_changes()
    {
        var policy = _stylesheet.PolicyWith("https:", "https://pictures.example.com");

        Assert.Contains("form-action 'self' https:;", policy, StringComparison.Ordinal);
        Assert.Contains("img-src 'self' https://pictures.example.com;", policy, StringComparison.Ordinal);
        Assert.Equal(
            _stylesheet.Policy,
            policy
                .Replace(" https://pictures.example.com", "", StringComparison.Ordinal)
                .Replace(" https:", "", StringComparison.Ordinal)
        );
        Assert.Equal(_stylesheet.Policy, _stylesheet.PolicyWith(target: null, picture: null));
    }

    [Fact]
    public void A_style_cannot_end_itself() => Assert.DoesNotContain("<", _stylesheet.Text, StringComparison.Ordinal);

    [Fact]
    public void The_brand_is_in_it()
    {
        var brand = new BrandOptions
        {
            Accent = "#0b7285",
            AccentDark = "#3bc9db",
            Radius = 3,
        };

        var css = new Stylesheet(Options.Create(brand)).Text;

        Assert.Contains("--accent:#0b7285", css, StringComparison.Ordinal);
        Assert.Contains("--accent:#3bc9db", css, StringComparison.Ordinal);
        Assert.Contains("--radius:3px", css, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_beside_the_page_is_small()
    {
        Assert.InRange(_stylesheet.Text.Length, 1, 10_000);
        Assert.InRange(PageScript.Read().Asset.Content.Length, 1, 4_000);
        Assert.InRange(Logo.Read(file: null).Asset.Content.Length, 1, 1_000);
    }
}
