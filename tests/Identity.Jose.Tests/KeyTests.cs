using System.Security.Cryptography;
using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Keys: how they are made, named, carried and shared, and which are too weak to be keys.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("PS512")]
    [InlineData("ES384")]
    public void A_key_survives_export_and_import_under_its_name(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var original = SigningKey.Create(algorithm);
        using var copy = SigningKey.ImportPkcs8(algorithm, original.ExportPkcs8(), keyId: null);

        Assert.Equal(original.KeyId, copy.KeyId);
        Assert.Equal(original.Verification.ToJwk(), copy.Verification.ToJwk());
        Assert.NotNull(CompactJws.Verify(CompactJws.Sign("{}"u8, copy), new VerificationKeys(original.Verification)));
    }

    [Fact, Spec("RFC 7638 §3")]
    public void A_key_without_a_name_is_named_by_its_thumbprint()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);

        Assert.Equal(key.Verification.ToJwk().ThumbprintText, key.KeyId);
    }

    [Fact]
    public void The_published_key_says_what_it_is_for()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES512, "mine");

        var jwk = key.Verification.ToJwk();

        Assert.Equal(("EC", "P-521", "sig", "ES512", "mine"), (jwk.Kty, jwk.Crv, jwk.Use, jwk.Alg, jwk.Kid));
        Assert.False(jwk.IsPrivate);
    }

    [Fact]
    public void A_secret_without_a_name_leaves_the_header_without_kid()
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, new byte[32]);

        var token = CompactJws.Sign("{}"u8, key, "at+jwt");

        Assert.Equal(
            """{"alg":"HS256","typ":"at+jwt"}""",
            Forge.Decode(token[..token.IndexOf('.', StringComparison.Ordinal)])
        );
    }

    [Fact]
    public void The_header_has_its_members_in_one_order_for_any_number_of_types()
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, new byte[32], "k");

        for (var i = 0; i < 40; i++)
        {
            var token = CompactJws.Sign("{}"u8, key, $"type{i % 20}");

            Assert.Equal(
                $$"""{"alg":"HS256","kid":"k","typ":"type{{i % 20}}"}""",
                Forge.Decode(token[..token.IndexOf('.', StringComparison.Ordinal)])
            );
        }
    }

    [Theory, Spec("RFC 7518 §3.2")]
    [InlineData("HS256", 32)]
    [InlineData("HS384", 48)]
    [InlineData("HS512", 64)]
    public void A_secret_is_at_least_as_long_as_its_hash(string name, int length)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));

        SigningKey.FromSecret(algorithm, new byte[length]).Dispose();
        Assert.Throws<ArgumentException>(() => SigningKey.FromSecret(algorithm, new byte[length - 1]));
        Assert.Throws<ArgumentException>(() => VerificationKey.FromSecret(algorithm, []));
    }

    [Fact, Spec("RFC 7518 §3.3")]
    public void A_short_rsa_key_is_refused()
    {
        using var rsa = RSA.Create(1024);
        var pkcs8 = rsa.ExportPkcs8PrivateKey();
        var jwk = Public(rsa.ExportParameters(includePrivateParameters: false));

        Assert.Throws<ArgumentException>(() => SigningKey.ImportPkcs8(JwsAlgorithm.RS256, pkcs8, null));
        Assert.False(VerificationKey.TryFromJwk(jwk, null, out _, out _));
    }

    [Theory]
    [InlineData("AQ", false)] // 1
    [InlineData("Aw", false)] // 3
    [InlineData("AQAA", false)] // 65536
    [InlineData("AQAB", true)] // 65537
    [InlineData("AQAC", false)] // 65538
    [InlineData("AQAAAAAAAAAB", false)] // 9 bytes
    public void A_weak_or_slow_rsa_exponent_is_refused(string exponent, bool isAccepted)
    {
        var jwk = Forge.Jwk(Rfc7515ExampleTests.RsaKey).PublicPart() with { Alg = "RS256" };

        Assert.Equal(isAccepted, VerificationKey.TryFromJwk(jwk with { E = exponent }, null, out _, out _));
    }

    [Fact]
    public void An_rsa_key_that_is_slow_on_purpose_is_refused()
    {
        var jwk = Forge.Jwk(Rfc7515ExampleTests.RsaKey).PublicPart() with { Alg = "RS256" };
        var huge = new byte[2049];
        huge[0] = huge[^1] = 0x81;

        Assert.False(
            VerificationKey.TryFromJwk(
                jwk with
                {
                    N = System.Buffers.Text.Base64Url.EncodeToString(huge),
                },
                null,
                out _,
                out _
            )
        );
    }

    [Fact, Spec("RFC 7518 §3.4")]
    public void A_curve_belongs_to_its_algorithm()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var pkcs8 = p256.ExportPkcs8PrivateKey();
        var jwk = key.Verification.ToJwk();

        Assert.Throws<ArgumentException>(() => SigningKey.ImportPkcs8(JwsAlgorithm.ES384, pkcs8, null));
        Assert.False(VerificationKey.TryFromJwk(jwk with { Alg = "ES384" }, null, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(jwk with { Alg = null }, JwsAlgorithm.ES384, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(jwk, JwsAlgorithm.ES384, out _, out _));
        Assert.True(VerificationKey.TryFromJwk(jwk with { Alg = null }, null, out _, out _));
    }

    [Fact]
    public void A_point_off_the_curve_is_refused()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var jwk = key.Verification.ToJwk();

        Assert.False(VerificationKey.TryFromJwk(jwk with { Y = jwk.X }, null, out _, out _));
        Assert.False(
            VerificationKey.TryFromJwk(
                jwk with
                {
                    X = new string('A', 43),
                    Y = new string('A', 43),
                },
                null,
                out _,
                out _
            )
        );
    }

    [Fact]
    public void A_key_of_another_curve_of_the_same_length_is_refused()
    {
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        var pkcs8 = brainpool.ExportPkcs8PrivateKey();

        Assert.ThrowsAny<CryptographicException>(() => SigningKey.ImportPkcs8(JwsAlgorithm.ES256, pkcs8, null));
    }

    [Fact]
    public void Halves_of_two_keys_are_no_key()
    {
        var mine = Forge.Jwk(Rfc7515ExampleTests.RsaKey) with { Alg = "RS256" };
        using var other = SigningKey.Create(JwsAlgorithm.RS256);

        SigningKey.FromJwk(mine).Dispose();
        Assert.ThrowsAny<CryptographicException>(() =>
            SigningKey.FromJwk(mine with { N = other.Verification.ToJwk().N })
        );
        Assert.Throws<ArgumentException>(() => SigningKey.FromJwk(other.Verification.ToJwk()));
    }

    [Fact]
    public void A_key_for_verifying_does_not_sign() =>
        Assert.Throws<ArgumentException>(() =>
            SigningKey.FromJwk(Forge.Jwk(Rfc7515ExampleTests.RsaKey) with { Alg = "RS256", KeyOps = ["verify"] })
        );

    [Fact]
    public void A_disposed_key_signs_no_more_but_its_tokens_are_verified()
    {
        var key = SigningKey.Create(JwsAlgorithm.RS256);
        var token = CompactJws.Sign("{}"u8, key);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => CompactJws.Sign("{}"u8, key));
        Assert.NotNull(CompactJws.Verify(token, new VerificationKeys(key.Verification)));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("HS256")]
    public void One_key_serves_many_threads(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var key = SigningKey.Create(algorithm);
        var keys = new VerificationKeys(key.Verification);

        Parallel.For(
            0,
            400,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 16,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            i =>
            {
                var payload = Encoding.ASCII.GetBytes($"payload {i}");
                var verified = CompactJws.Verify(CompactJws.Sign(payload, key, $"type{i % 3}"), keys);
                Assert.NotNull(verified);
                Assert.Equal(payload, verified.Payload.ToArray());
            }
        );
    }

    [Fact]
    public void A_printed_key_shows_only_its_name()
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, Encoding.ASCII.GetBytes(new string('s', 32)), "mine");

        Assert.Equal("HS256 mine, private", key.ToString());
        Assert.Equal("HS256 mine", key.Verification.ToString());
    }

    private static Jwk Public(RSAParameters key) =>
        new()
        {
            Kty = "RSA",
            Alg = "RS256",
            N = System.Buffers.Text.Base64Url.EncodeToString(key.Modulus),
            E = System.Buffers.Text.Base64Url.EncodeToString(key.Exponent),
        };
}
