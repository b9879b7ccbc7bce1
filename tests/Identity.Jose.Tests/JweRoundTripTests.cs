using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>What is encrypted with any algorithm, on any curve and for any content encryption comes back as it was.</summary>
public sealed class JweRoundTripTests
{
    public static MatrixTheoryData<string, string> Combinations =>
        new(
            JweAlgorithm.All.Select(algorithm => algorithm.Name),
            JweEncryption.All.Select(encryption => encryption.Name)
        );

    public static MatrixTheoryData<string, string, string> Curves =>
        new(
            ["P-256", "P-384", "P-521"],
            JweAlgorithm.All.Where(algorithm => algorithm.KeyType is "EC").Select(algorithm => algorithm.Name),
            ["A128GCM", "A256CBC-HS512"]
        );

    [Theory, MemberData(nameof(Combinations)), Spec("RFC 7518 §4.1"), Spec("RFC 7518 §5.1")]
    public void What_is_encrypted_is_decrypted(string alg, string enc)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc, out var encryption));
        using var key = alg is "dir" ? DecryptionKey.Create(encryption) : DecryptionKey.Create(algorithm);

        foreach (var length in (int[])[0, 1, 15, 16, 17, 1000])
        {
            var plaintext = Encoding.ASCII.GetBytes(new string('p', length));
            var token = CompactJwe.Encrypt(plaintext, key.Encryption, encryption, "typ+jwt", "cty");

            Assert.True(CompactJwe.TryDecrypt(token, new DecryptionKeys(key), out var decrypted, out var why), why);
            Assert.Equal(plaintext, decrypted.Plaintext.ToArray());
            Assert.Same(key, decrypted.Key);
            Assert.Same(algorithm, decrypted.Header.Algorithm);
            Assert.Same(encryption, decrypted.Header.Encryption);
            Assert.Equal(
                (key.KeyId, "typ+jwt", "cty"),
                (decrypted.Header.KeyId, decrypted.Header.Type, decrypted.Header.ContentType)
            );
        }
    }

    [Theory, MemberData(nameof(Curves)), Spec("RFC 7518 §4.6.1.1")]
    public void Every_curve_agrees(string curve, string alg, string enc)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc, out var encryption));
        using var key = DecryptionKey.Create(algorithm, keyId: null, curve);

        var token = CompactJwe.Encrypt("content"u8, key.Encryption, encryption);

        Assert.Equal("content", ForgeJwe.Decrypt(token, key));
        Assert.Equal(curve, key.Encryption.ToJwk().Crv);
        Assert.Contains(
            $"\"epk\":{{\"kty\":\"EC\",\"crv\":\"{curve}\"",
            ForgeJwe.Header(token),
            StringComparison.Ordinal
        );
    }

    [Fact, Spec("RFC 7519 §5.2"), Spec("RFC 7519 §7.2")]
    public void A_signed_token_inside_an_encrypted_one_is_validated()
    {
        using var signer = SigningKey.Create(JwsAlgorithm.ES256);
        using var recipient = DecryptionKey.Create(JweAlgorithm.EcdhEs);
        var signed = CompactJws.Sign("""{"iss":"us","exp":2000000060}"""u8, signer, "JWT");

        var nested = CompactJwe.Encrypt(
            Encoding.ASCII.GetBytes(signed),
            recipient.Encryption,
            JweEncryption.A256GCM,
            contentType: "JWT"
        );

        Assert.True(CompactJwe.TryDecrypt(nested, new DecryptionKeys(recipient), out var decrypted, out _));
        Assert.Equal("JWT", decrypted.Header.ContentType);
        Assert.IsType<JwtVerdict.Valid>(Validate(Encoding.ASCII.GetString(decrypted.Plaintext.Span)));
        Assert.IsType<JwtVerdict.Invalid>(Validate(nested));

        JwtVerdict Validate(string token) =>
            Jwt.Validate(
                token,
                new VerificationKeys(signer.Verification),
                new JwtExpectations { Issuer = "us" },
                DateTimeOffset.FromUnixTimeSeconds(2000000000)
            );
    }

    [Fact, Spec("RFC 7516 §4.1")]
    public void The_header_says_what_it_must_and_nothing_more()
    {
        using var named = DecryptionKey.FromSecret(JweAlgorithm.A128KW, new byte[16], "k");
        using var nameless = DecryptionKey.FromSecret(JweEncryption.A128GCM, new byte[16]);

        Assert.Equal(
            """{"alg":"A128KW","enc":"A256GCM","kid":"k","typ":"a+b","cty":"JWT"}""",
            ForgeJwe.Header(CompactJwe.Encrypt([], named.Encryption, JweEncryption.A256GCM, "a+b", "JWT"))
        );
        Assert.Equal(
            """{"alg":"dir","enc":"A128GCM"}""",
            ForgeJwe.Header(CompactJwe.Encrypt([], nameless.Encryption, JweEncryption.A128GCM))
        );
    }

    [Theory, Spec("RFC 7516 §5.1")]
    [InlineData("RSA-OAEP-256")]
    [InlineData("ECDH-ES")]
    [InlineData("ECDH-ES+A128KW")]
    [InlineData("A128KW")]
    public void No_two_tokens_share_a_key_or_a_vector(string alg)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        using var key = DecryptionKey.Create(algorithm);

        var tokens = Enumerable
            .Range(0, 20)
            .Select(_ => CompactJwe.Encrypt("same"u8, key.Encryption, JweEncryption.A128GCM).Split('.'))
            .ToList();

        Assert.Equal(20, tokens.DistinctBy(token => token[0] + token[1]).Count());
        Assert.Equal(20, tokens.DistinctBy(token => token[2]).Count());
        Assert.Equal(20, tokens.DistinctBy(token => token[3]).Count());
    }

    [Fact]
    public void A_signed_token_of_47_KiB_fits_inside_the_largest()
    {
        using var key = DecryptionKey.Create(JweAlgorithm.RsaOaep256);
        var signed = Encoding.ASCII.GetBytes(new string('s', 47 * 1024));

        var token = CompactJwe.Encrypt(signed, key.Encryption, JweEncryption.A256CbcHs512, "JWT", "JWT");

        Assert.InRange(token.Length, signed.Length, CompactJwe.MaximumLength);
        Assert.NotNull(ForgeJwe.Decrypt(token, key));
    }

    [Fact]
    public void A_token_that_would_be_refused_is_not_made()
    {
        using var key = DecryptionKey.Create(JweEncryption.A128GCM);

        Assert.Throws<ArgumentException>(() => Encrypt(new byte[CompactJwe.MaximumLength + 1]));
        Assert.Throws<ArgumentException>(() => Encrypt(new byte[CompactJwe.MaximumLength * 3 / 4]));
        Assert.Throws<ArgumentException>(() => Encrypt([], new string('t', CompactJwe.MaximumHeaderLength)));
        Assert.Throws<ArgumentException>(() => CompactJwe.Encrypt([], key.Encryption, JweEncryption.A256GCM));

        string Encrypt(byte[] plaintext, string? type = null) =>
            CompactJwe.Encrypt(plaintext, key.Encryption, JweEncryption.A128GCM, type);
    }
}
