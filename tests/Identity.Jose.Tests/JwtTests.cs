using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Claims and what is expected of them; the fixture is a valid token, and each test spoils one thing.</summary>
public sealed class JwtTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly SigningKey _key = SigningKey.FromSecret(
        JwsAlgorithm.HS256,
        Encoding.ASCII.GetBytes(new string('s', 32))
    );
    private readonly JsonObject _claims = new()
    {
        ["iss"] = "https://id.example.com",
        ["sub"] = "alice",
        ["aud"] = "https://api.example.com",
        ["exp"] = Now.AddMinutes(5).ToUnixTimeSeconds(),
        ["nbf"] = Now.ToUnixTimeSeconds(),
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["jti"] = "1",
    };

    private string? _type = "at+jwt";
    private JwtExpectations _expected = new()
    {
        Issuer = "https://id.example.com",
        Audience = ["https://other.example.com", "https://api.example.com"],
        Types = ["at+jwt"],
        MaximumAge = TimeSpan.FromHours(1),
    };

    public void Dispose() => _key.Dispose();

    [Fact, Spec("RFC 7519 §7.2")]
    public void A_valid_token_is_accepted_with_all_it_says()
    {
        var valid = Assert.IsType<JwtVerdict.Valid>(Validate());

        Assert.Equal("https://id.example.com", valid.Claims.Issuer);
        Assert.Equal("alice", valid.Claims.Subject);
        Assert.Equal("https://api.example.com", Assert.Single(valid.Claims.Audience));
        Assert.Equal(Now.AddMinutes(5), valid.Claims.ExpiresAt);
        Assert.Equal(Now, valid.Claims.NotBefore);
        Assert.Equal(Now, valid.Claims.IssuedAt);
        Assert.Equal("1", valid.Claims.JwtId);
        Assert.Same(_key.Verification, valid.Key);
        Assert.Equal("at+jwt", valid.Header.Type);
    }

    [Fact]
    public void Claims_can_be_looked_at_before_the_signature_and_then_prove_nothing()
    {
        var token = CompactJws.Sign(Encoding.UTF8.GetBytes(_claims.ToJsonString()), _key);
        var unsigned = token[..(token.LastIndexOf('.') + 1)];

        Assert.Equal("alice", Jwt.PeekClaims(token)?.Subject);
        Assert.Equal("alice", Jwt.PeekClaims(unsigned)?.Subject);
        Assert.Equal("alice", Jwt.PeekClaims(token.PadRight(CompactJws.MaximumLength, 'A'))?.Subject);
        Assert.All(
            [
                "",
                ".",
                "..",
                "a",
                "a.b",
                token.Split('.')[1],
                "a..c",
                "a.!.c",
                token.PadRight(CompactJws.MaximumLength + 1, 'A'),
            ],
            damaged => Assert.Null(Jwt.PeekClaims(damaged))
        );
    }

    [Fact, Spec("RFC 7519 §3.1")]
    public void The_example_of_the_specification_is_read()
    {
        var keys = new VerificationKeys(
            VerificationKey.FromJwk(Forge.Jwk(Rfc7515ExampleTests.SecretKey), JwsAlgorithm.HS256)
        );
        var before = DateTimeOffset.FromUnixTimeSeconds(1300819379);

        var valid = Assert.IsType<JwtVerdict.Valid>(
            Jwt.Validate(Rfc7515ExampleTests.Hs256Token, keys, new JwtExpectations { Issuer = "joe" }, before)
        );
        Assert.True(valid.Claims.TryGet("http://example.com/is_root", out var isRoot) && isRoot.GetBoolean());

        var after = before.AddSeconds(32);
        Assert.IsType<JwtVerdict.Invalid>(
            Jwt.Validate(Rfc7515ExampleTests.Hs256Token, keys, new JwtExpectations { Issuer = "joe" }, after)
        );
    }

    [Theory, Spec("RFC 7519 §4.1.1")]
    [InlineData("https://id.example.com/")]
    [InlineData("HTTPS://id.example.com")]
    [InlineData(null)]
    public void Another_issuer_is_refused(string? issuer)
    {
        _claims["iss"] = issuer;

        AssertRefused();
    }

    [Theory, Spec("RFC 7519 §4.1.3")]
    [InlineData("\"https://API.example.com\"")]
    [InlineData("[\"a\",\"b\"]")]
    [InlineData("[]")]
    [InlineData("[\"https://api.example.com\",7]")]
    [InlineData("[[\"https://api.example.com\"]]")]
    [InlineData("7")]
    public void Another_audience_is_refused(string audience)
    {
        _claims["aud"] = JsonNode.Parse(audience);

        AssertRefused();
    }

    [Fact, Spec("RFC 7519 §4.1.3")]
    public void A_missing_audience_is_refused()
    {
        _claims.Remove("aud");

        AssertRefused();
    }

    [Fact, Spec("RFC 7519 §4.1.3")]
    public void One_audience_among_several_is_enough()
    {
        _claims["aud"] = new JsonArray("a", "https://api.example.com");

        AssertValid();
    }

    [Theory, Spec("RFC 7519 §4.1.4")]
    [InlineData(-29, true)]
    [InlineData(-30, false)]
    [InlineData(-3600, false)]
    public void A_token_expires_when_the_skew_is_used_up(int seconds, bool isValid)
    {
        _claims["exp"] = Now.AddSeconds(seconds).ToUnixTimeSeconds();

        Assert.Equal(isValid, Validate() is JwtVerdict.Valid);
    }

    [Fact, Spec("RFC 7519 §4.1.4")]
    public void A_token_that_never_expires_is_refused_unless_that_is_wanted()
    {
        _claims.Remove("exp");
        AssertRefused();

        _expected = _expected with { RequireExpiration = false };
        AssertValid();
    }

    [Theory, Spec("RFC 7519 §4.1.5")]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void A_token_is_not_used_before_its_time(int seconds, bool isValid)
    {
        _claims["nbf"] = Now.AddSeconds(seconds).ToUnixTimeSeconds();

        Assert.Equal(isValid, Validate() is JwtVerdict.Valid);
    }

    [Theory, Spec("RFC 7519 §4.1.6")]
    [InlineData(-3630, true)]
    [InlineData(-3631, false)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void A_token_is_neither_too_old_nor_from_the_future(int seconds, bool isValid)
    {
        _claims["iat"] = Now.AddSeconds(seconds).ToUnixTimeSeconds();

        Assert.Equal(isValid, Validate() is JwtVerdict.Valid);
    }

    [Fact]
    public void A_token_of_unknown_age_is_refused_where_age_matters()
    {
        _claims.Remove("iat");
        AssertRefused();

        _expected = _expected with { MaximumAge = null };
        AssertValid();
    }

    [Theory, Spec("RFC 7519 §2")]
    [InlineData("\"1800000000\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("1e400")]
    [InlineData("1e20")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    public void A_date_that_no_calendar_holds_is_refused(string date)
    {
        foreach (var name in (string[])["exp", "nbf", "iat"])
            Assert.False(JwtClaims.TryParse(Encoding.UTF8.GetBytes($$"""{"{{name}}":{{date}}}"""), out _));
    }

    [Theory, Spec("RFC 7519 §2")]
    [InlineData("0", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("1300819380.5", "2011-03-22T18:43:00.5000000+00:00")]
    [InlineData("1.30081938e9", "2011-03-22T18:43:00.0000000+00:00")]
    [InlineData("253402300799", "9999-12-31T23:59:59.0000000+00:00")]
    public void A_date_may_have_a_fraction(string date, string expected)
    {
        Assert.True(JwtClaims.TryParse(Encoding.UTF8.GetBytes($$"""{"exp":{{date}}}"""), out var claims));

        Assert.Equal(expected, claims.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_last_date_of_all_is_not_too_much_for_the_clock()
    {
        _claims["exp"] = 253402300799;

        AssertValid();
    }

    [Theory, Spec("RFC 7515 §4.1.9"), Spec("RFC 8725 §3.11")]
    [InlineData("at+jwt", true)]
    [InlineData("AT+JWT", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData("Application/AT+jwt", true)]
    [InlineData("application/application/at+jwt", false)]
    [InlineData("text/at+jwt", false)]
    [InlineData("JWT", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_type_is_compared_as_a_media_type(string? type, bool isValid)
    {
        _type = type;

        Assert.Equal(isValid, Validate() is JwtVerdict.Valid);
    }

    [Fact]
    public void A_missing_type_is_accepted_where_that_is_wanted()
    {
        _type = null;
        _expected = _expected with { AcceptMissingType = true };
        AssertValid();

        _type = "JWT";
        AssertRefused();
    }

    [Fact]
    public void What_is_not_expected_is_not_compared()
    {
        _type = "anything";
        _claims["iss"] = "anybody";
        _claims["aud"] = "anyone";
        _expected = new JwtExpectations();

        AssertValid();
    }

    [Theory, Spec("RFC 7519 §4")]
    [InlineData("""{"sub":"alice","sub":"bob"}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""{"sub":7}""")]
    [InlineData("""{"iss":null}""")]
    [InlineData("""{"jti":[]}""")]
    [InlineData("""{"sub":"\udc00"}""")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("")]
    public void Claims_that_readers_could_read_differently_are_refused(string json) =>
        Assert.False(JwtClaims.TryParse(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void Deep_claims_are_refused()
    {
        var deep = $$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}}}""";

        Assert.False(JwtClaims.TryParse(Encoding.UTF8.GetBytes(deep), out _));
    }

    [Fact, Spec("RFC 7519 §7.2")]
    public void A_token_inside_a_token_is_not_read()
    {
        var secret = Encoding.ASCII.GetBytes(new string('s', 32));
        var token = Forge.Hs256("""{"alg":"HS256","typ":"at+jwt","cty":"JWT"}""", _claims.ToJsonString(), secret);

        Assert.IsType<JwtVerdict.Invalid>(Jwt.Validate(token, new VerificationKeys(_key.Verification), _expected, Now));
    }

    [Fact]
    public void Other_claims_are_read_by_name()
    {
        _claims["scope"] = "openid profile";
        _claims["amr"] = new JsonArray("pwd", "otp");
        _claims["mixed"] = new JsonArray("pwd", 1);
        var claims = Assert.IsType<JwtVerdict.Valid>(Validate()).Claims;

        Assert.Equal("openid profile", claims.GetString("scope"));
        Assert.Equal("openid profile", Assert.Single(claims.GetStrings("scope")));
        Assert.Equal("pwd otp", string.Join(' ', claims.GetStrings("amr")));
        Assert.Empty(claims.GetStrings("mixed"));
        Assert.Empty(claims.GetStrings("absent"));
        Assert.Null(claims.GetString("amr"));
        Assert.Null(claims.GetString("absent"));
        Assert.Equal(JsonValueKind.Array, claims.TryGet("amr", out var amr) ? amr.ValueKind : JsonValueKind.Undefined);
    }

    [Fact]
    public void A_refusal_says_why_and_repeats_nothing_of_the_token()
    {
        _claims["iss"] = "https://evil.example.com";

        var invalid = Assert.IsType<JwtVerdict.Invalid>(Validate());

        Assert.Contains("iss", invalid.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", invalid.Reason, StringComparison.Ordinal);
    }

    private void AssertValid() => Assert.IsType<JwtVerdict.Valid>(Validate());

    private void AssertRefused() => Assert.IsType<JwtVerdict.Invalid>(Validate());

    private JwtVerdict Validate()
    {
        var token = CompactJws.Sign(Encoding.UTF8.GetBytes(_claims.ToJsonString()), _key, _type);
        return Jwt.Validate(token, new VerificationKeys(_key.Verification), _expected, Now);
    }
}
