using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The attacks on JOSE that have names, each against a key set that accepts the honest token.</summary>
public sealed class AttackTests(AttackTests.HonestKeys honest) : IClassFixture<AttackTests.HonestKeys>
{
    private const string Claims = """{"sub":"admin"}""";

    private readonly SigningKey _rsa = honest.Rsa;
    private readonly SigningKey _ecdsa = honest.Ecdsa;
    private readonly byte[] _secret = honest.Secret;
    private readonly VerificationKeys _keys = new(
        honest.Rsa.Verification,
        honest.Ecdsa.Verification,
        VerificationKey.FromSecret(JwsAlgorithm.HS256, honest.Secret, "secret")
    );

    [Fact]
    public void The_honest_token_is_accepted()
    {
        Assert.NotNull(Verify(CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), _rsa)));
        Assert.NotNull(Verify(Forge.Hs256("""{"alg":"HS256","kid":"secret"}""", Claims, _secret)));
        Assert.NotNull(Verify(Signed("""{"alg":"ES256","kid":"ec"}""")));
    }

    [Fact, Spec("RFC 8725 §3.2"), Spec("RFC 7519 §6")]
    public void Algorithm_none_is_refused_in_every_casing()
    {
        for (var casing = 0; casing < 16; casing++)
        {
            var none = string.Concat(
                "none".Select((letter, at) => (casing >> at & 1) == 1 ? char.ToUpperInvariant(letter) : letter)
            );
            var unsigned = $"{Forge.Encode($$"""{"alg":"{{none}}"}""")}.{Forge.Encode(Claims)}.";

            Assert.Null(Verify(unsigned));
            Assert.Null(Verify(unsigned + "AAAA"));
            Assert.Null(CompactJws.PeekHeader(unsigned));
            Assert.Null(Verify(Forge.Hs256($$"""{"alg":"{{none}}","kid":"secret"}""", Claims, _secret)));
        }
    }

    [Theory, Spec("RFC 7515 §4.1.1")]
    [InlineData("""{"alg":"hs256","kid":"secret"}""")]
    [InlineData("""{"alg":"HS256 ","kid":"secret"}""")]
    [InlineData("""{"alg":"","kid":"secret"}""")]
    [InlineData("""{"alg":null,"kid":"secret"}""")]
    [InlineData("""{"alg":["HS256"],"kid":"secret"}""")]
    [InlineData("""{"kid":"secret"}""")]
    public void Another_spelling_of_the_algorithm_is_refused(string header) =>
        Assert.Null(Verify(Forge.Hs256(header, Claims, _secret)));

    [Fact, Spec("RFC 8725 §2.1"), Spec("RFC 8725 §3.1")]
    public void The_public_rsa_key_is_no_hmac_secret_in_any_form()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_rsa.ExportPkcs8(), out _);
        AssertNoSecret(
            "rsa",
            rsa.ExportSubjectPublicKeyInfoPem(),
            rsa.ExportSubjectPublicKeyInfo(),
            _rsa.Verification.ToJwk()
        );
        AssertNoSecret("rsa", rsa.ExportRSAPublicKeyPem(), rsa.ExportRSAPublicKey(), _rsa.Verification.ToJwk());
    }

    [Fact, Spec("RFC 8725 §2.1"), Spec("RFC 8725 §3.1")]
    public void The_public_ec_key_is_no_hmac_secret_in_any_form()
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_ecdsa.ExportPkcs8(), out _);
        AssertNoSecret(
            "ec",
            ecdsa.ExportSubjectPublicKeyInfoPem(),
            ecdsa.ExportSubjectPublicKeyInfo(),
            _ecdsa.Verification.ToJwk()
        );
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public void A_signature_of_one_algorithm_is_none_of_another_of_the_same_key()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_rsa.ExportPkcs8(), out _);
        foreach (var alg in (string[])["PS256", "RS384", "RS512", "PS384", "PS512"])
        {
            var input = $"{Forge.Encode($$"""{"alg":"{{alg}}","kid":"rsa"}""")}.{Forge.Encode(Claims)}";
            Assert.True(JwsAlgorithm.TryParse(alg, out var algorithm));
            using var other = SigningKey.ImportPkcs8(algorithm, _rsa.ExportPkcs8(), "rsa");

            Assert.Null(Verify(CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), other)));
            Assert.Null(
                Verify(
                    $"{input}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}"
                )
            );
        }
    }

    [Theory, Spec("RFC 8725 §3.10")]
    [InlineData("../../../../dev/null")]
    [InlineData("' OR '1'='1")]
    [InlineData("secret\\u0000")]
    [InlineData("SECRET")]
    [InlineData("")]
    public void A_key_id_that_is_not_a_key_of_ours_finds_no_key(string kid)
    {
        Assert.Null(Verify(Forge.Hs256($$"""{"alg":"HS256","kid":"{{kid}}"}""", Claims, _secret)));
        Assert.Null(Verify(Forge.Hs256($$"""{"alg":"HS256","kid":"{{kid}}"}""", Claims, [])));
        Assert.Null(Verify(Forge.Hs256("""{"alg":"HS256","kid":7}""", Claims, _secret)));
    }

    [Fact, Spec("RFC 7515 §4.1.4")]
    public void A_key_id_cannot_move_a_token_to_another_key()
    {
        using var attacker = SigningKey.Create(JwsAlgorithm.RS256, "rsa");

        Assert.Null(Verify(CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), attacker)));
    }

    [Fact, Spec("RFC 7515 §4.1.3"), Spec("RFC 8725 §3.10")]
    public void An_embedded_key_of_the_attacker_is_not_used()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = SigningKey.ImportPkcs8(JwsAlgorithm.ES256, attacker.ExportPkcs8PrivateKey(), "ec");
        var jwk = key.Verification.ToJwk().ToJson();

        Assert.Null(Verify(Forge.Sign($$"""{"alg":"ES256","kid":"ec","jwk":{{jwk}}}""", Claims, attacker)));
        Assert.Null(Verify(Forge.Sign($$"""{"alg":"ES256","jwk":{{jwk}}}""", Claims, attacker)));
        Assert.NotNull(Verify(Signed($$"""{"alg":"ES256","kid":"ec","jwk":{{jwk}}}""")));
    }

    [Theory, Spec("RFC 7515 §4.1.2"), Spec("RFC 7515 §4.1.5"), Spec("RFC 7515 §4.1.6")]
    [InlineData("\"jku\":\"http://127.0.0.1:1/keys\"")]
    [InlineData("\"x5u\":\"http://127.0.0.1:1/chain\"")]
    [InlineData("\"x5c\":[\"MIIB\"]")]
    [InlineData("\"x5t\":\"AAAA\"")]
    public void A_key_that_the_token_points_to_is_not_looked_at(string member)
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Null(Verify(Forge.Sign($$"""{"alg":"ES256","kid":"ec",{{member}}}""", Claims, attacker)));
        Assert.NotNull(Verify(Signed($$"""{"alg":"ES256","kid":"ec",{{member}}}""")));
    }

    [Theory, Spec("RFC 7518 §3.4")]
    [InlineData("ES256", 64)]
    [InlineData("ES384", 96)]
    [InlineData("ES512", 132)]
    public void A_psychic_signature_of_zeros_is_refused(string alg, int length)
    {
        Assert.True(JwsAlgorithm.TryParse(alg, out var algorithm));
        using var key = SigningKey.Create(algorithm, "ec");
        var input = $"{Forge.Encode($$"""{"alg":"{{alg}}","kid":"ec"}""")}.{Forge.Encode(Claims)}";

        Assert.Null(
            CompactJws.Verify(
                $"{input}.{Base64Url.EncodeToString(new byte[length])}",
                new VerificationKeys(key.Verification)
            )
        );
    }

    [Fact, Spec("RFC 7518 §3.4")]
    public void An_ecdsa_signature_in_der_is_refused()
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_ecdsa.ExportPkcs8(), out _);
        var input = $"{Forge.Encode("""{"alg":"ES256","kid":"ec"}""")}.{Forge.Encode(Claims)}";
        var der = ecdsa.SignData(
            Encoding.ASCII.GetBytes(input),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );

        Assert.Null(Verify($"{input}.{Base64Url.EncodeToString(der)}"));
    }

    [Theory, Spec("RFC 7515 §4.1.11"), Spec("RFC 7797 §6")]
    [InlineData("\"crit\":[\"b64\"],\"b64\":false")]
    [InlineData("\"crit\":[\"exp\"],\"exp\":1")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"crit\":null")]
    [InlineData("\"b64\":false")]
    [InlineData("\"b64\":0")]
    [InlineData("\"zip\":\"DEF\"")]
    public void An_extension_that_would_change_the_meaning_is_refused(string member) =>
        Assert.Null(Verify(Signed($$"""{"alg":"ES256","kid":"ec",{{member}}}""")));

    [Theory, Spec("RFC 7515 §4"), Spec("RFC 7515 §5.2")]
    [InlineData("""{"alg":"ES256","kid":"ec","alg":"ES256"}""")]
    [InlineData("""{"alg":"none","kid":"ec","alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":"ec","\u0061lg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":"ec",}""")]
    [InlineData("""{"alg":"ES256","kid":"ec"}{}""")]
    [InlineData("""{"alg":"ES256","kid":"ec"/**/}""")]
    [InlineData("""["alg","ES256"]""")]
    [InlineData("null")]
    [InlineData("")]
    public void A_header_that_readers_could_read_differently_is_refused(string header) =>
        Assert.Null(Verify(Signed(header)));

    [Fact]
    public void A_deep_header_is_refused()
    {
        var deep = $$"""{"alg":"ES256","kid":"ec","x":{{new string('[', 1000)}}{{new string(']', 1000)}}}""";

        Assert.Null(Verify(Signed(deep)));
    }

    [Fact]
    public void An_oversized_token_is_refused_before_it_is_read()
    {
        var limit = new string('A', CompactJws.MaximumLength);

        Assert.Null(Verify(limit + "A"));
        Assert.Null(CompactJws.PeekHeader(limit + "A"));
        Assert.Null(
            Verify(Signed($$"""{"alg":"ES256","kid":"ec","x":"{{limit[..CompactJws.MaximumHeaderLength]}}"}"""))
        );
        Assert.Null(Verify(new string('.', CompactJws.MaximumLength)));
        Assert.Throws<ArgumentException>(() => CompactJws.Sign(Encoding.ASCII.GetBytes(limit), _rsa));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_token_may_be_as_long_as_the_limit_and_no_longer(int over, bool isAccepted)
    {
        const string Header = """{"alg":"HS256","kid":"secret"}""";
        var around = Forge.Hs256(Header, "", _secret).Length;
        var payload = Enumerable
            .Range(1, CompactJws.MaximumLength)
            .First(length => around + Base64Url.GetEncodedLength(length) >= CompactJws.MaximumLength - 1 + over * 2);
        var token = Forge.Hs256(Header, new string(' ', payload), _secret);

        Assert.Equal(isAccepted, token.Length <= CompactJws.MaximumLength);
        Assert.Equal(isAccepted, Verify(token) is not null);
    }

    [Fact]
    public void A_crowd_of_keys_is_not_tried_to_the_last()
    {
        using var last = SigningKey.Create(JwsAlgorithm.ES256, "last");
        var crowd = Enumerable.Range(0, 50).Select(_ => _ecdsa.Verification).Append(last.Verification);
        var keys = new VerificationKeys(crowd);

        Assert.NotNull(CompactJws.Verify(CompactJws.Sign("{}"u8, last), keys));
        using var nameless = ECDsa.Create();
        nameless.ImportPkcs8PrivateKey(last.ExportPkcs8(), out _);
        Assert.Null(CompactJws.Verify(Forge.Sign("""{"alg":"ES256"}""", "{}", nameless), keys));
    }

    private VerifiedJws? Verify(string token) => CompactJws.Verify(token, _keys);

    private string Signed(string header)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_ecdsa.ExportPkcs8(), out _);
        return Forge.Sign(header, Claims, ecdsa);
    }

    private void AssertNoSecret(string kid, string pem, byte[] der, Jwk jwk)
    {
        var pemWithoutBreaks = pem.ReplaceLineEndings("");
        string[] texts =
        [
            pem,
            pem + "\n",
            pem.ReplaceLineEndings("\r\n"),
            pemWithoutBreaks,
            jwk.ToJson(),
            jwk.N ?? jwk.X!,
        ];
        var secrets = texts
            .Select(Encoding.UTF8.GetBytes)
            .Append(der)
            .Append(Base64Url.DecodeFromChars(jwk.N ?? jwk.X!));
        foreach (var secret in secrets)
        {
            Assert.Null(Verify(Forge.Hs256($$"""{"alg":"HS256","kid":"{{kid}}"}""", Claims, secret)));
            Assert.Null(Verify(Forge.Hs256("""{"alg":"HS256"}""", Claims, secret)));
        }
    }

    /// <summary>The keys of the one who is attacked, made once.</summary>
    public sealed class HonestKeys : IDisposable
    {
        public SigningKey Rsa { get; } = SigningKey.Create(JwsAlgorithm.RS256, "rsa");

        public SigningKey Ecdsa { get; } = SigningKey.Create(JwsAlgorithm.ES256, "ec");

        public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

        public void Dispose()
        {
            Rsa.Dispose();
            Ecdsa.Dispose();
        }
    }
}
