using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Keys as JSON: the examples of RFC 7517 and RFC 7638, and what must not be read.</summary>
public sealed class JwkTests
{
    private const string RsaModulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    private const string RsaPublic =
        "{\"kty\":\"RSA\",\"n\":\"" + RsaModulus + "\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";

    private const string EcPublic = """
        {"kty":"EC","crv":"P-256",
         "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
         "use":"enc","kid":"1"}
        """;

    private const string EcPrivate = """
        {"kty":"EC","crv":"P-256",
         "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
         "d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
         "kid":"1"}
        """;

    [Fact, Spec("RFC 7638 §3.1")]
    public void The_thumbprint_of_the_example_is_the_printed_one() =>
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Forge.Jwk(RsaPublic).ThumbprintText);

    [Fact, Spec("RFC 7638 §3.2.1")]
    public void A_private_key_and_its_public_part_have_one_thumbprint()
    {
        using var key = SigningKey.FromJwk(Forge.Jwk(EcPrivate) with { Kid = null });

        Assert.Equal(Forge.Jwk(EcPrivate).ThumbprintText, Forge.Jwk(EcPublic).ThumbprintText);
        Assert.Equal(Forge.Jwk(EcPublic).ThumbprintText, key.KeyId);
    }

    [Fact, Spec("RFC 7517 §A.1")]
    public void The_example_set_of_public_keys_is_read()
    {
        Assert.True(JwkSet.TryParse(Utf8($$"""{"keys":[{{EcPublic}},{{RsaPublic}}]}"""), out var set, out _));

        Assert.Equal("1,2011-04-29", string.Join(',', set.Keys.Select(key => key.Kid)));
        Assert.Empty(set.Skipped);
        Assert.True(VerificationKey.TryFromJwk(set.Keys[1], null, out var key, out _));
        Assert.Same(JwsAlgorithm.RS256, key.Algorithm);
    }

    [Fact, Spec("RFC 7517 §4.2")]
    public void A_key_for_encryption_verifies_nothing()
    {
        Assert.False(VerificationKey.TryFromJwk(Forge.Jwk(EcPublic), JwsAlgorithm.ES256, out _, out var why));
        Assert.Contains("use", why, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 7517 §A.2")]
    public void The_example_private_key_signs()
    {
        using var key = SigningKey.FromJwk(Forge.Jwk(EcPrivate));

        var token = CompactJws.Sign("{}"u8, key);

        Assert.NotNull(CompactJws.Verify(token, new VerificationKeys(key.Verification)));
        Assert.Equal("1", key.KeyId);
    }

    [Fact, Spec("RFC 7517 §A.3")]
    public void The_example_secrets_are_read_and_the_one_for_wrapping_signs_nothing()
    {
        var set = $$"""
            {"keys":[{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"},
             {"kty":"oct",
              "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
              "kid":"HMAC key used in JWS spec Appendix A.1 example"}]}
            """;
        Assert.True(JwkSet.TryParse(Utf8(set), out var keys, out _));

        Assert.False(VerificationKey.TryFromJwk(keys.Keys[0], null, out _, out _));
        Assert.True(VerificationKey.TryFromJwk(keys.Keys[1], JwsAlgorithm.HS256, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(keys.Keys[1], null, out _, out _));
    }

    [Fact, Spec("RFC 7517 §5")]
    public void Keys_that_are_not_understood_are_skipped()
    {
        var okp = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
        Assert.True(
            JwkSet.TryParse(Utf8($$"""{"keys":[{{okp}},7,{"kty":"EC"},{{RsaPublic}}],"more":1}"""), out var set, out _)
        );

        Assert.Equal("2011-04-29", Assert.Single(set.Keys).Kid);
        Assert.Equal(3, set.Skipped.Count);
    }

    [Fact, Spec("RFC 7517 §4.5")]
    public void Two_keys_of_one_kind_and_one_name_make_the_set_ambiguous() =>
        Assert.False(JwkSet.TryParse(Utf8($$"""{"keys":[{{RsaPublic}},{{RsaPublic}}]}"""), out _, out _));

    [Fact, Spec("RFC 8725 §3.1")]
    public void A_set_that_mixes_secrets_with_public_keys_is_refused()
    {
        var mixed = $$"""{"keys":[{{RsaPublic}},{{Rfc7515ExampleTests.SecretKey}}]}""";

        Assert.False(JwkSet.TryParse(Utf8(mixed), out _, out _));
    }

    [Fact]
    public void A_set_of_too_many_keys_is_refused()
    {
        var keys = string.Join(',', Enumerable.Repeat("{}", JwkSet.MaximumKeys + 1));

        Assert.False(JwkSet.TryParse(Utf8($$"""{"keys":[{{keys}}]}"""), out _, out _));
    }

    [Fact]
    public void A_written_set_has_public_parts_only()
    {
        var set = new JwkSet([Forge.Jwk(EcPrivate), Forge.Jwk(Rfc7515ExampleTests.SecretKey)]);
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            set.WriteTo(writer);

        var json = Encoding.UTF8.GetString(stream.ToArray());

        Assert.Contains("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"k\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Rfc7515ExampleTests.RsaKey)]
    [InlineData(Rfc7515ExampleTests.SecretKey)]
    [InlineData(EcPrivate)]
    public void A_key_survives_being_written_and_read(string json)
    {
        var jwk = Forge.Jwk(json);

        Assert.Equal(jwk, Forge.Jwk(jwk.ToJson()));
    }

    [Theory]
    [InlineData(Rfc7515ExampleTests.RsaKey, "Eq5x")]
    [InlineData(Rfc7515ExampleTests.SecretKey, "AyM1")]
    [InlineData(EcPrivate, "870M")]
    public void A_printed_key_shows_nothing_private(string json, string secret)
    {
        var jwk = Forge.Jwk(json);

        Assert.True(jwk.IsPrivate);
        Assert.DoesNotContain(secret, jwk.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_has_no_public_part()
    {
        using var key = SigningKey.Create(JwsAlgorithm.HS256);

        Assert.Throws<InvalidOperationException>(key.Verification.ToJwk);
        Assert.Throws<InvalidOperationException>(key.ExportPkcs8);
        Assert.Throws<InvalidOperationException>(() => Forge.Jwk(Rfc7515ExampleTests.SecretKey).PublicPart());
    }

    [Theory]
    [InlineData("""{"kty":"EC","kty":"EC","crv":"P-256"}""")] // a member twice
    [InlineData("""{"kty":"oct","k":"AA=="}""")] // padding
    [InlineData("""{"kty":"oct","k":"AB"}""")] // unused bits that are not zero
    [InlineData("""{"kty":"oct","k":"A A"}""")] // white space
    [InlineData("""{"kty":"oct"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AAEAAQ"}""")] // a leading zero
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB","p":"AQAB"}""")] // a prime without d
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}""")] // d without the primes
    [InlineData("""{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""")] // too short for the curve
    [InlineData("""{"kty":7}""")]
    [InlineData("""{"kty":"oct","k":"AAAA","key_ops":["sign","sign"]}""")]
    [InlineData("""{"kty":"oct","k":"AAAA","kid":"\ud800"}""")] // half a character
    [InlineData("[]")]
    [InlineData("")]
    public void A_malformed_key_is_refused(string json)
    {
        Assert.False(Jwk.TryParse(Utf8(json), out _, out var why));
        Assert.NotEmpty(why);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
