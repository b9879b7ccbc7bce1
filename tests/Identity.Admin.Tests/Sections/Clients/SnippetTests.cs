using Identity.Admin.Blocks.Code;
using Identity.Admin.Management;
using Identity.Admin.Sections.Clients;
using Identity.Admin.Sections.Clients.Snippets;

namespace Identity.Admin.Tests.Sections.Clients;

public sealed class SnippetTests
{
    private const string Issuer = "https://id.example.com";

    private static readonly Client Web = new("notes web", "Notes")
    {
        GrantTypes = ["authorization_code", "refresh_token"],
        RedirectUris = ["https://notes.example.com/cb", "http://localhost:5001/back"],
        PostLogoutRedirectUris = ["http://localhost:5001/bye"],
        Scope = "openid email notes.read",
    };

    [Fact]
    public void Every_kind_of_app_has_something_to_paste()
    {
        foreach (
            var kind in new[]
            {
                AppKind.Web,
                AppKind.Spa,
                AppKind.Native,
                AppKind.Machine,
                AppKind.Device,
                AppKind.Agent,
            }
        )
        {
            var snippets = SnippetShelf.Of(Web, kind, Issuer);

            Assert.True(snippets.Count > 0, kind.Name);
            Assert.All(
                snippets,
                snippet =>
                {
                    Assert.Contains("notes", snippet.Code, StringComparison.Ordinal);
                    Assert.Contains(Issuer, snippet.Code, StringComparison.Ordinal);
                    Assert.DoesNotContain('\0', snippet.Code);
                }
            );
        }
    }

    [Fact]
    public void Net_is_told_what_is_not_usual_and_nothing_else()
    {
        var code = DotNetSnippets.SignIn(new AppTerms(Web, Issuer)).Code;

        Assert.Contains("options.CallbackPath = \"/back\";", code, StringComparison.Ordinal);
        Assert.Contains("options.SignedOutCallbackPath = \"/bye\";", code, StringComparison.Ordinal);
        Assert.Contains("options.Scopes.Clear();", code, StringComparison.Ordinal);
        Assert.Contains(
            "options.ClientSecret = builder.Configuration[\"CLIENT_SECRET\"];",
            code,
            StringComparison.Ordinal
        );
        Assert.Contains("app.Run(\"http://localhost:5001\");", code, StringComparison.Ordinal);

        var usual = Web with
        {
            TokenEndpointAuthMethod = "none",
            RedirectUris = ["https://notes.example.com/signin-oidc"],
            PostLogoutRedirectUris = ["https://notes.example.com/signout-callback-oidc"],
            Scope = "openid profile email",
        };
        code = DotNetSnippets.SignIn(new AppTerms(usual, Issuer)).Code;
        Assert.DoesNotContain("Path =", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Scopes", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_puts_its_secret_elsewhere_is_told_so_everywhere()
    {
        var app = new AppTerms(Web with { TokenEndpointAuthMethod = "client_secret_post" }, Issuer);

        Assert.Contains("ClientSecretPost(", NodeSnippets.SignIn(app).Code, StringComparison.Ordinal);
        Assert.Contains(
            "token_endpoint_auth_method=\"client_secret_post\"",
            PythonSnippets.SignIn(app).Code,
            StringComparison.Ordinal
        );
        Assert.Contains("client_secret=$CLIENT_SECRET", ShellSnippets.Machine(app).Code, StringComparison.Ordinal);
        Assert.Contains("client_secret_post", DotNetSnippets.SignIn(app).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_cannot_leave_its_text()
    {
        const string Evil = "com.example.app:/x\";evil(1)//'\\$(rm -rf)`";
        var app = new AppTerms(Web with { RedirectUris = [Evil], Scope = Evil }, Issuer);

        Assert.Contains("\\\";evil(1)//'\\\\$(rm -rf)`", NodeSnippets.SignIn(app).Code, StringComparison.Ordinal);
        Assert.DoesNotContain("x\";evil", NodeSnippets.SignIn(app).Code, StringComparison.Ordinal);
        Assert.DoesNotContain("x\";evil", PythonSnippets.SignIn(app).Code, StringComparison.Ordinal);
        Assert.DoesNotContain("x\";evil", DotNetSnippets.SignIn(app).Code, StringComparison.Ordinal);
        Assert.Contains("evil(1)//'\\''", ShellSnippets.SignIn(app).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_may_listen_anywhere_names_a_port()
    {
        var app = new AppTerms(Web with { RedirectUris = ["http://127.0.0.1/callback"] }, Issuer);

        Assert.Equal("http://127.0.0.1:3000/callback", app.RedirectUri);
    }
}
