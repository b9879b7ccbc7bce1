using Identity.Admin.Management;
using Identity.Admin.Sections.Apis;
using Identity.Admin.Sections.Apis.Snippets;

namespace Identity.Admin.Tests.Sections.Apis;

public sealed class ApiSnippetTests
{
    private const string Issuer = "https://id.example.com";

    private static readonly Api Usual = new("https://api.example.com/notes", "Notes", "RS256")
    {
        Scopes = [new ApiScope("notes.read", "Read notes")],
    };

    [Fact]
    public void An_api_is_told_all_that_it_must_compare()
    {
        foreach (var snippet in ApiSnippets.Of(Usual, Issuer))
        {
            Assert.Contains(Usual.Audience, snippet.Code, StringComparison.Ordinal);
            Assert.Contains(Issuer, snippet.Code, StringComparison.Ordinal);
            Assert.DoesNotContain("API_SECRET", snippet.Code, StringComparison.Ordinal);
            Assert.DoesNotContain('\0', snippet.Code);
            Assert.Null(snippet.Note);
        }
    }

    [Fact]
    public void An_api_with_a_shared_secret_reads_it_from_the_environment_and_asks_nobody_for_keys()
    {
        var old = Usual with { Algorithm = "HS256", TokenProfile = ApiWords.Plain, Claims = ["email"] };

        Assert.All(
            ApiSnippets.Of(old, Issuer),
            snippet =>
            {
                Assert.Contains("API_SECRET", snippet.Code, StringComparison.Ordinal);
                // Its tokens say neither who made them nor for whom.
                Assert.DoesNotContain(Issuer, snippet.Code, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Tokens_that_a_library_would_refuse_are_pointed_out()
    {
        var bare = Usual with { TokenProfile = ApiWords.Plain };
        var whole = bare with { Claims = ["iss", "aud"] };

        Assert.NotNull(ApiSnippets.Of(bare, Issuer)[0].Note);
        Assert.Null(ApiSnippets.Of(whole, Issuer)[0].Note);
        Assert.Contains(
            "options.TokenTypes = [\"JWT\"];",
            ApiSnippets.Of(whole, Issuer)[0].Code,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("notes.read", null)]
    [InlineData("openid", "OpenID Connect")]
    [InlineData("a b", "spaces")]
    [InlineData("a\"b", "cannot stand")]
    public void It_is_said_what_no_scope_can_be_called(string name, string? why)
    {
        var problem = ScopeRules.ProblemOf(name);

        if (why is null)
            Assert.Null(problem);
        else
            Assert.Contains(why, problem, StringComparison.Ordinal);
    }
}
