using System.Globalization;
using Identity.Jose;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Resources;

public sealed class NewApiTests
{
    private static readonly NewApi Valid = new() { Audience = "https://api.example", Scopes = ["read", "write"] };
    private static readonly NewApi Plain = Valid with { Profile = TokenProfile.Plain, Claims = ["email", "name"] };

    [Fact]
    public void The_fixtures_are_valid()
    {
        Assert.Null(Valid.Problem());
        Assert.Null(Plain.Problem());
        Assert.Null((Plain with { Claims = NewApi.KnownClaims }).Problem());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\n")]
    [InlineData("ümlaut")]
    [InlineData("nul\0")]
    public void An_audience_is_visible_ascii(string audience) =>
        Refused(Valid with { Audience = audience }, "audience");

    [Fact]
    public void An_audience_and_a_name_have_limits()
    {
        Assert.Null((Valid with { Audience = new string('a', NewApi.LongestAudience) }).Problem());
        Refused(Valid with { Audience = new string('a', NewApi.LongestAudience + 1) }, "audience");
        Assert.Null((Valid with { Name = new string('a', NewApi.LongestName) }).Problem());
        Refused(Valid with { Name = new string('a', NewApi.LongestName + 1) }, "name");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [Spec("RFC 6749 §3.3")]
    public void A_scope_has_the_syntax_of_one(string scope) =>
        Refused(Valid with { Scopes = ["read", scope] }, $"'{scope}'");

    [Theory]
    [InlineData("openid")]
    [InlineData("profile")]
    [InlineData("email")]
    [InlineData("offline_access")]
    [Spec("OpenID Connect Core §5.4")]
    public void The_scopes_of_openid_connect_belong_to_no_api(string scope) =>
        Refused(Valid with { Scopes = ["read", scope] }, $"'{scope}'");

    [Theory]
    [InlineData("00:00:09", false)]
    [InlineData("00:00:10", true)]
    [InlineData("7.00:00:00", true)]
    [InlineData("7.00:00:01", false)]
    public void An_access_token_lives_within_bounds(string lifetime, bool isValid) =>
        Assert.Equal(
            isValid,
            (Valid with { AccessTokenLifetime = TimeSpan.Parse(lifetime, CultureInfo.InvariantCulture) }).Problem()
                is null
        );

    [Fact, Spec("RFC 9068 §2.2")]
    public void Only_the_plain_profile_chooses_its_claims() =>
        Refused(Plain with { Profile = TokenProfile.AccessTokenJwt }, "plain profile");

    [Theory]
    [InlineData("sub")]
    [InlineData("exp")]
    [InlineData("Email")]
    [InlineData("at_hash")]
    public void A_claim_that_we_do_not_write_is_refused(string claim) =>
        Refused(Plain with { Claims = ["email", claim] }, $"'{claim}'");

    [Fact, Spec("RFC 7519 §4")]
    public void A_claim_is_named_once() => Refused(Plain with { Claims = ["email", "name", "email"] }, "'email'");

    [Fact]
    public void A_server_key_takes_no_secret() => Refused(Valid with { Secret = new byte[32] }, "RS256");

    [Theory]
    [InlineData("HS256", 32)]
    [InlineData("HS384", 48)]
    [InlineData("HS512", 64)]
    [Spec("RFC 7518 §3.2")]
    public void A_secret_is_as_long_as_the_hash(string name, int length)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        Assert.Null((Valid with { Algorithm = algorithm, Secret = new byte[length] }).Problem());
        Assert.Null((Valid with { Algorithm = algorithm }).Problem());
        Refused(Valid with { Algorithm = algorithm, Secret = new byte[length - 1] }, $"{length} bytes");
    }

    private static void Refused(NewApi api, string because) =>
        Assert.Contains(because, api.Problem() ?? "nothing", StringComparison.Ordinal);
}
