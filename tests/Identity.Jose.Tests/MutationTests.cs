using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Ten thousand damaged documents for each reader: it says no, and never throws.</summary>
public sealed class MutationTests
{
    // What trips a reader of JSON, or tempts one of headers.
    private static readonly string[] Pieces =
    [
        "\\ud83d",
        "\\",
        "\"",
        "{",
        "[",
        "null",
        "1e999",
        "-1",
        ",\"alg\":\"none\"",
        "\0",
        "\u00ff",
    ];

    private const int Rounds = 10_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of exactly 32 letters !");
    private static readonly VerificationKeys SecretKeys = new(VerificationKey.FromSecret(JwsAlgorithm.HS256, Secret));
    private static readonly JwtExpectations Expected = new() { Issuer = "https://id.example.com", Audience = ["api"] };

    private const string Header = """{"alg":"HS256","kid":"k\u00e9y","typ":"at+jwt","jwk":{"kty":"oct","k":"AAAA"}}""";
    private const string Claims = """
        {"iss":"https://id.example.com","sub":"\ud83d\ude00","aud":["api","other"],"exp":1800000060,
         "nbf":1.7e9,"iat":1799999990.5,"jti":"a","nested":{"a":[1,true,null,{"b":"\\u"}]}}
        """;

    [Fact]
    public void A_damaged_token_is_refused()
    {
        using var rsa = SigningKey.Create(JwsAlgorithm.RS256);
        using var ecdsa = SigningKey.Create(JwsAlgorithm.ES256);
        var keys = new VerificationKeys(
            rsa.Verification,
            ecdsa.Verification,
            VerificationKey.FromSecret(JwsAlgorithm.HS256, Secret)
        );
        string[] tokens =
        [
            CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), rsa, "at+jwt"),
            CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), ecdsa, "at+jwt"),
            Forge.Hs256(Header, Claims, Secret),
        ];
        foreach (var token in tokens)
            Assert.IsType<JwtVerdict.Valid>(Jwt.Validate(token, keys, Expected, Now));

        var damage = new Damage(seed: 1, Pieces);
        for (var round = 0; round < Rounds; round++)
        {
            var original = tokens[round % tokens.Length];
            var damaged = Encoding.Latin1.GetString(damage.Of(Encoding.Latin1.GetBytes(original)));
            if (damaged.Equals(original, StringComparison.Ordinal))
                continue;

            Assert.IsType<JwtVerdict.Invalid>(Jwt.Validate(damaged, keys, Expected, Now));
            _ = CompactJws.PeekHeader(damaged)?.TryGet("jwk", out _);
            if (Jwt.PeekClaims(damaged) is { } claims)
                ReadEverything(claims);
        }
    }

    [Fact]
    public void Damaged_claims_that_were_properly_signed_are_read_or_refused()
    {
        var damage = new Damage(seed: 2, Pieces);
        var valid = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var claims = damage.Of(Encoding.UTF8.GetBytes(Claims));
            var token = Forge.Hs256(Encoding.UTF8.GetBytes(Header), claims, Secret);
            if (Jwt.Validate(token, SecretKeys, Expected, Now) is JwtVerdict.Valid verdict)
            {
                valid++;
                ReadEverything(verdict.Claims);
            }
        }

        // Most damage breaks the JSON or an expectation; some only touches what nobody compares.
        Assert.InRange(valid, 1, Rounds / 2);
    }

    [Fact]
    public void A_damaged_header_that_was_properly_signed_is_read_or_refused()
    {
        var damage = new Damage(seed: 3, Pieces);
        for (var round = 0; round < Rounds; round++)
        {
            var header = damage.Of(Encoding.UTF8.GetBytes(Header));
            var token = Forge.Hs256(header, Encoding.UTF8.GetBytes(Claims), Secret);
            if (CompactJws.Verify(token, SecretKeys) is { } verified)
            {
                Assert.Same(JwsAlgorithm.HS256, verified.Header.Algorithm);
                _ = verified.Header.TryGet("jwk", out _);
            }
        }
    }

    [Fact]
    public void A_damaged_key_is_read_or_refused()
    {
        using var rsa = SigningKey.Create(JwsAlgorithm.PS256);
        using var ecdsa = SigningKey.Create(JwsAlgorithm.ES384);
        string[] documents =
        [
            rsa.Verification.ToJwk().ToJson(),
            ecdsa.Verification.ToJwk().ToJson(),
            """{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","alg":"HS256","key_ops":["sign","verify"]}""",
            $$"""{"keys":[{{rsa.Verification.ToJwk().ToJson()}},{{ecdsa.Verification.ToJwk().ToJson()}}]}""",
        ];

        var damage = new Damage(seed: 4, Pieces);
        Span<byte> signature = stackalloc byte[96];
        for (var round = 0; round < Rounds; round++)
        {
            var document = damage.Of(Encoding.UTF8.GetBytes(documents[round % documents.Length]));
            if (JwkSet.TryParse(document, out var set, out _))
                Assert.True(set.Keys.Count <= 2);
            if (!Jwk.TryParse(document, out var jwk, out var why))
            {
                Assert.NotEmpty(why);
                continue;
            }

            Assert.Equal(32, jwk.Thumbprint().Length);
            if (VerificationKey.TryFromJwk(jwk, algorithm: null, out var key, out _))
                Assert.False(key.Verify("x"u8, signature));
        }
    }

    private static void ReadEverything(JwtClaims claims)
    {
        foreach (var member in claims.Json.EnumerateObject())
        {
            _ = claims.GetString(member.Name);
            _ = claims.GetStrings(member.Name);
        }
    }
}
