namespace Identity.Server.Tests.House;

public sealed class CitationTests
{
    [Theory]
    [InlineData("RFC 6749 §4.1.3")]
    [InlineData("RFC 7638")]
    [InlineData("RFC 7515 §A.1")]
    [InlineData("OpenID Connect Core §3.1.2.1")]
    [InlineData("OpenID Connect Discovery §4")]
    public void The_one_form_is_read(string text) => Assert.Equal(text, Citation.Parse(text)?.ToString());

    [Theory]
    [InlineData("RFC6749")]
    [InlineData("RFC-6749 §4")]
    [InlineData("rfc 6749")]
    [InlineData("RFC 6749 section 4")]
    [InlineData("RFC 6749, §4")]
    [InlineData("RFC 6749 § 4")]
    [InlineData("RFC 6749§4")]
    [InlineData("RFC 6749  §4")]
    [InlineData("RFC 6749 §4.1, §4.2")]
    [InlineData("RFC 6749 §4.1-4.2")]
    [InlineData("RFC 7515 Appendix A.1")]
    [InlineData("RFC 6749 (Section 4)")]
    [InlineData("section 4.1 of RFC 6749")]
    [InlineData("OpenID Connect Core 1.0 §3")]
    [InlineData("OpenID Connect Core section 3")]
    [InlineData("OIDC Core §3")]
    [InlineData("OIDC Discovery")]
    [InlineData("Some Other Document §3")]
    [InlineData("RFC 6749\n/// §4")]
    public void A_near_miss_is_found(string text) =>
        Assert.NotEmpty(Citation.NearMisses(new("Identity.Jose/Jwk.cs", $"/// <remarks>{text}; more.</remarks>")));

    [Theory]
    [InlineData("RFC 6749 §4.1.3.")]
    [InlineData("RFC 6749 §4.1, RFC 6749 §4.2")]
    [InlineData("RFC 7515 §5.2, in its own order; RFC 8725 §3.1")]
    [InlineData("RFC 7515 §5.2 step 8 and RFC 7638")]
    [InlineData("https://www.rfc-editor.org/rfc/rfc6749#section-4.1")]
    [InlineData("OpenID Connect Core §3.1.3.7: every check")]
    [InlineData("new Rfc2898DeriveBytes(8)")]
    [InlineData("the clauses of RFC 6749 (all)")]
    [InlineData("an OpenID Connect provider")]
    public void Ordinary_text_is_no_near_miss(string text) =>
        Assert.Empty(Citation.NearMisses(new("Identity.Jose/Jwk.cs", $"/// <remarks>{text}</remarks>")));

    [Theory]
    [InlineData("RFC 6749 4.1")]
    [InlineData("RFC 6749 §4.1 ")]
    [InlineData("see RFC 6749 §4.1")]
    [InlineData("OAuth §4")]
    public void A_misspelt_trait_is_found(string clause) =>
        Assert.Single(SpecIndex.MisspeltTraits(new("tests/T.cs", $"[Fact, Spec(\"{clause}\")]")));

    [Fact]
    public void Every_citation_of_a_text_is_read() =>
        Assert.Equal(
            ["RFC 7515 §5.2", "RFC 8725 §3.1", "RFC 7638"],
            Citation.In("RFC 7515 §5.2; RFC 8725 §3.1, by RFC 7638.").Select(citation => citation.ToString())
        );

    [Fact]
    public void The_index_goes_from_clause_to_code_to_test()
    {
        SourceFile[] product =
        [
            new(
                "Identity.Server/Protocol/B.cs",
                "// RFC 6749 §10.2, RFC 6749 §5.2 and RFC 7638; OpenID Connect Core §5.3"
            ),
            new("Identity.Jose/A.cs", "// RFC 6749 §5.2, RFC 6749 §5.2"),
        ];
        SourceFile[] tests = [new("tests/P/T.cs", "[Fact, Spec(\"RFC 6749 §5.2\")] // Spec(\"RFC 1 §1\")")];

        var rows = SpecIndex
            .Write(product, tests, [])
            .Split('\n')
            .Where(line => line is ['#', '#', ..] or ['|', ' ', ..]);

        Assert.Equal(
            [
                "## RFC 6749: The OAuth 2.0 Authorization Framework",
                "| clause | code | tests |",
                "| §5.2 | [A](../Identity.Jose/A.cs), [B](../Identity.Server/Protocol/B.cs) | [T](../tests/P/T.cs) |",
                "| §10.2 | [B](../Identity.Server/Protocol/B.cs) | **no test yet** |",
                "## RFC 7638: JSON Web Key Thumbprint",
                "| clause | code | tests |",
                "| – | [B](../Identity.Server/Protocol/B.cs) | – |",
                "## OpenID Connect Core",
                "| clause | code | tests |",
                "| §5.3 | [B](../Identity.Server/Protocol/B.cs) | **no test yet** |",
            ],
            rows
        );
    }
}
