using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Keys for encryption: how they are made, named, carried, chosen and shared, and which are none.</summary>
public sealed class EncryptionKeyTests(EncryptionKeyTests.Recipient recipient)
    : IClassFixture<EncryptionKeyTests.Recipient>
{
    private readonly Jwk _rsa = recipient.Rsa.Encryption.ToJwk();
    private readonly Jwk _ec = recipient.Ec.Encryption.ToJwk();

    [Theory]
    [InlineData("RSA-OAEP-256", null)]
    [InlineData("ECDH-ES", "P-256")]
    [InlineData("ECDH-ES+A128KW", "P-384")]
    [InlineData("ECDH-ES+A256KW", "P-521")]
    public void A_key_survives_export_and_import_under_its_name(string alg, string? curve)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        using var original = DecryptionKey.Create(algorithm, keyId: null, curve);
        using var copy = DecryptionKey.ImportPkcs8(algorithm, original.ExportPkcs8(), keyId: null);

        Assert.Equal(original.KeyId, copy.KeyId);
        Assert.Equal(original.Encryption.ToJwk().ThumbprintText, copy.KeyId);
        Assert.Equal(original.Encryption.ToJwk(), copy.Encryption.ToJwk());
        Assert.Equal("content", ForgeJwe.Decrypt(Encrypt(copy.Encryption), original));
    }

    [Fact, Spec("RFC 7517 §4.2")]
    public void The_published_key_says_what_it_is_for_and_is_read_by_others()
    {
        Assert.Equal(("RSA", "enc", "RSA-OAEP-256", "rsa"), (_rsa.Kty, _rsa.Use, _rsa.Alg, _rsa.Kid));
        Assert.Equal(("EC", "enc", "ECDH-ES", "ec"), (_ec.Kty, _ec.Use, _ec.Alg, _ec.Kid));
        Assert.False(_rsa.IsPrivate || _ec.IsPrivate);
        foreach (var (jwk, key) in ((Jwk, DecryptionKey)[])[(_rsa, recipient.Rsa), (_ec, recipient.Ec)])
            Assert.Equal("content", ForgeJwe.Decrypt(Encrypt(EncryptionKey.FromJwk(Forge.Jwk(jwk.ToJson()))), key));
    }

    [Fact, Spec("RFC 7517 §4.2")]
    public void A_key_for_one_use_is_none_for_the_other()
    {
        using var signing = SigningKey.Create(JwsAlgorithm.RS256);
        using var signingEc = SigningKey.Create(JwsAlgorithm.ES256);

        AssertRefused(signing.Verification.ToJwk() with { Alg = null }, JweAlgorithm.RsaOaep256, "use");
        AssertRefused(signingEc.Verification.ToJwk() with { Alg = null }, JweAlgorithm.EcdhEs, "use");
        AssertRefused(signing.Verification.ToJwk(), algorithm: null, "alg");
        AssertRefused(signing.Verification.ToJwk() with { Use = null }, JweAlgorithm.RsaOaep256, "alg");
        AssertRefused(signing.Verification.ToJwk() with { Use = "tls", Alg = null }, JweAlgorithm.RsaOaep256, "use");

        Assert.False(VerificationKey.TryFromJwk(_rsa, algorithm: null, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(_rsa with { Alg = null }, JwsAlgorithm.RS256, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(_rsa with { Use = null }, JwsAlgorithm.RS256, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(_ec with { Alg = null }, JwsAlgorithm.ES256, out _, out _));
        Assert.False(VerificationKey.TryFromJwk(_ec with { Use = null }, algorithm: null, out _, out _));
        Assert.True(EncryptionKey.TryFromJwk(_rsa, JweAlgorithm.RsaOaep256, out _, out _));
    }

    [Theory, Spec("RFC 7517 §4.3")]
    [InlineData("wrapKey", true)]
    [InlineData("encrypt", true)]
    [InlineData("encrypt,verify", true)]
    [InlineData("verify", false)]
    [InlineData("unwrapKey", false)]
    [InlineData("", false)]
    public void The_operations_of_an_rsa_key_are_heeded(string operations, bool isAccepted) =>
        AssertOperations(_rsa, operations, isAccepted);

    [Theory, Spec("RFC 7517 §4.3")]
    [InlineData("deriveKey", true)]
    [InlineData("deriveBits", true)]
    [InlineData("", true)]
    [InlineData("verify", false)]
    [InlineData("wrapKey", false)]
    public void The_operations_of_a_key_that_agrees_are_heeded(string operations, bool isAccepted) =>
        AssertOperations(_ec, operations, isAccepted);

    [Theory, Spec("RFC 7517 §4.3")]
    [InlineData("A128KW", "wrapKey", "unwrapKey")]
    [InlineData("A128GCM", "encrypt", "decrypt")]
    public void The_operations_of_a_secret_are_heeded(string alg, string encrypts, string decrypts)
    {
        var jwk = new Jwk
        {
            Kty = "oct",
            K = "AAAAAAAAAAAAAAAAAAAAAA",
            Alg = alg,
        };

        Assert.True(EncryptionKey.TryFromJwk(jwk with { KeyOps = [encrypts] }, null, out _, out _));
        Assert.False(EncryptionKey.TryFromJwk(jwk with { KeyOps = [decrypts] }, null, out _, out _));
        DecryptionKey.FromJwk(jwk with { KeyOps = [decrypts] }).Dispose();
        Assert.Throws<ArgumentException>(() => DecryptionKey.FromJwk(jwk with { KeyOps = [encrypts] }));
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public void A_key_has_one_algorithm_and_it_does_not_change()
    {
        AssertRefused(_rsa, JweAlgorithm.EcdhEs, "alg");
        AssertRefused(_ec, JweAlgorithm.EcdhEsA128KW, "alg");
        AssertRefused(_ec with { Alg = null }, JweAlgorithm.RsaOaep256, "kty");
        AssertRefused(_ec with { Alg = null }, algorithm: null, "alg");
        AssertRefused(_rsa with { Alg = "RSA1_5" }, algorithm: null, "alg");
        AssertRefused(_rsa with { Alg = "RSA-OAEP" }, JweAlgorithm.RsaOaep256, "alg");
        Assert.Same(
            JweAlgorithm.EcdhEsA192KW,
            EncryptionKey.FromJwk(_ec with { Alg = null }, JweAlgorithm.EcdhEsA192KW).Algorithm
        );
    }

    [Fact, Spec("RFC 7518 §4.5")]
    public void A_secret_for_dir_says_of_which_content_encryption_it_is()
    {
        var jwk = new Jwk { Kty = "oct", K = "AAAAAAAAAAAAAAAAAAAAAA" };

        Assert.Same(JweEncryption.A128GCM, EncryptionKey.FromJwk(jwk with { Alg = "A128GCM" }).ContentEncryption);
        AssertRefused(jwk with { Alg = "dir" }, algorithm: null, "enc");
        AssertRefused(jwk, JweAlgorithm.Dir, "enc");
        AssertRefused(jwk with { Alg = "A256GCM" }, algorithm: null, "32 bytes");
        AssertRefused(jwk with { Alg = "A128GCM" }, JweAlgorithm.A128KW, "alg");
        Assert.Throws<ArgumentException>(() => DecryptionKey.Create(JweAlgorithm.Dir));
        Assert.Throws<ArgumentException>(() => DecryptionKey.FromSecret(JweAlgorithm.Dir, new byte[16]));
    }

    [Theory, Spec("RFC 7518 §4.4")]
    [InlineData("A128KW", 16)]
    [InlineData("A192KW", 24)]
    [InlineData("A256KW", 32)]
    public void A_secret_is_exactly_as_long_as_its_algorithm_wants(string alg, int length)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));

        DecryptionKey.FromSecret(algorithm, new byte[length]).Dispose();
        foreach (var other in (int[])[0, length - 1, length + 1, length * 2])
            Assert.Throws<ArgumentException>(() => DecryptionKey.FromSecret(algorithm, new byte[other]));
        Assert.Throws<ArgumentException>(() => EncryptionKey.FromSecret(JweAlgorithm.RsaOaep256, new byte[length]));
        Assert.Throws<ArgumentException>(() => EncryptionKey.FromSecret(JweAlgorithm.EcdhEs, new byte[length]));
    }

    [Theory, Spec("OpenID Connect Core §16.19")]
    [InlineData("A128KW", "A256GCM", 16)]
    [InlineData("A256KW", "A128GCM", 32)]
    [InlineData("dir", "A128GCM", 16)]
    [InlineData("dir", "A128CBC-HS256", 16)]
    [InlineData("dir", "A256CBC-HS512", 32)]
    public void A_client_secret_is_as_long_as_its_key_is_strong(string alg, string enc, int length)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc, out var encryption));

        DecryptionKey.FromClientSecret(new string('s', length), algorithm, encryption).Dispose();
        Assert.Throws<ArgumentException>(() =>
            DecryptionKey.FromClientSecret(new string('s', length - 1), algorithm, encryption)
        );
        Assert.Throws<ArgumentException>(() =>
            EncryptionKey.FromClientSecret(new string('s', 99), JweAlgorithm.RsaOaep256, encryption)
        );
    }

    [Fact, Spec("RFC 7518 §4.3")]
    public void A_short_rsa_key_is_refused()
    {
        using var rsa = RSA.Create(1024);
        var modulus = rsa.ExportParameters(includePrivateParameters: false).Modulus;

        AssertRefused(_rsa with { N = Base64Url.EncodeToString(modulus) }, algorithm: null, "weak");
        Assert.Throws<ArgumentException>(() =>
            DecryptionKey.ImportPkcs8(JweAlgorithm.RsaOaep256, rsa.ExportPkcs8PrivateKey(), null)
        );
    }

    [Fact, Spec("RFC 8725 §3.4")]
    public void A_recipient_s_point_off_the_curve_is_refused()
    {
        AssertRefused(_ec with { Y = _ec.X }, algorithm: null, "numbers");
        AssertRefused(_ec with { X = new string('A', 43), Y = new string('A', 43) }, algorithm: null, "numbers");
    }

    [Fact]
    public void A_key_of_another_curve_of_the_same_length_is_refused()
    {
        using var brainpool = ECDiffieHellman.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var rsa = RSA.Create(2048);

        Assert.Throws<ArgumentException>(() =>
            DecryptionKey.ImportPkcs8(JweAlgorithm.EcdhEs, brainpool.ExportPkcs8PrivateKey(), null)
        );
        Assert.ThrowsAny<CryptographicException>(() =>
            DecryptionKey.ImportPkcs8(JweAlgorithm.EcdhEs, rsa.ExportPkcs8PrivateKey(), null)
        );
        Assert.Throws<ArgumentException>(() => DecryptionKey.Create(JweAlgorithm.EcdhEs, null, "secp256k1"));
        Assert.Throws<ArgumentException>(() => DecryptionKey.Create(JweAlgorithm.RsaOaep256, null, "P-256"));
    }

    [Fact]
    public void Halves_of_two_keys_are_no_key()
    {
        var mine = Forge.Jwk(Rfc7515ExampleTests.RsaKey) with { Alg = "RSA-OAEP-256" };
        var private256 = Forge.Jwk(
            """
            {"kty":"EC","crv":"P-256","alg":"ECDH-ES",
             "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
             "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
             "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}
            """
        );

        DecryptionKey.FromJwk(mine).Dispose();
        DecryptionKey.FromJwk(private256).Dispose();
        Assert.ThrowsAny<CryptographicException>(() => DecryptionKey.FromJwk(mine with { N = _rsa.N }));
        Assert.ThrowsAny<CryptographicException>(() => DecryptionKey.FromJwk(private256 with { X = _ec.X, Y = _ec.Y }));
        Assert.Throws<ArgumentException>(() => DecryptionKey.FromJwk(_rsa));
        Assert.Throws<ArgumentException>(() => DecryptionKey.FromJwk(_ec));
    }

    [Fact, Spec("RFC 7517 §4.2"), Spec("RFC 7517 §4.4"), Spec("OpenID Connect Core §10.2")]
    public void The_key_of_a_set_that_says_it_is_for_this_is_chosen()
    {
        using var signing = SigningKey.Create(JwsAlgorithm.RS256, "sig");
        var silent = _rsa with { Use = null, Alg = null, Kid = "silent" };
        var half = _rsa with { Alg = null, Kid = "half" };
        var set = new JwkSet([signing.Verification.ToJwk(), silent, half, _ec, _rsa]);

        Assert.Equal("rsa", Choose(set, JweAlgorithm.RsaOaep256)?.KeyId);
        Assert.Equal("ec", Choose(set, JweAlgorithm.EcdhEs)?.KeyId);
        Assert.Equal("half", Choose(new JwkSet([silent, half]), JweAlgorithm.RsaOaep256)?.KeyId);
        Assert.Equal("silent", Choose(new JwkSet([silent]), JweAlgorithm.RsaOaep256)?.KeyId);
        Assert.Null(Choose(set, JweAlgorithm.EcdhEsA128KW));
        Assert.Null(Choose(new JwkSet([signing.Verification.ToJwk()]), JweAlgorithm.RsaOaep256));
        Assert.Null(Choose(new JwkSet([]), JweAlgorithm.RsaOaep256));
    }

    [Fact, Spec("OpenID Connect Core §10.2")]
    public void A_key_without_a_name_is_chosen_only_where_it_is_alone()
    {
        var nameless = _rsa with { Kid = null };

        Assert.NotNull(Choose(new JwkSet([nameless]), JweAlgorithm.RsaOaep256));
        Assert.Null(Choose(new JwkSet([nameless, _ec]), JweAlgorithm.RsaOaep256));
        Assert.True(
            JwkSet.TryParse(
                Encoding.UTF8.GetBytes($$"""{"keys":[{{nameless.ToJson()}},{"kty":"OKP"}]}"""),
                out var withUnread,
                out _
            )
        );
        Assert.Null(Choose(withUnread, JweAlgorithm.RsaOaep256));
    }

    [Fact]
    public void A_secret_is_not_chosen_from_what_is_published()
    {
        var jwk = new Jwk
        {
            Kty = "oct",
            K = "AAAAAAAAAAAAAAAAAAAAAA",
            Alg = "A128KW",
            Kid = "k",
        };

        Assert.True(EncryptionKey.TryFromJwk(jwk, JweAlgorithm.A128KW, out _, out _));
        Assert.Null(Choose(new JwkSet([jwk]), JweAlgorithm.A128KW));
    }

    [Fact]
    public void A_secret_has_no_public_part()
    {
        using var key = DecryptionKey.Create(JweAlgorithm.A256KW);

        Assert.Throws<InvalidOperationException>(key.Encryption.ToJwk);
        Assert.Throws<InvalidOperationException>(key.ExportPkcs8);
        Assert.Throws<ArgumentException>(() => DecryptionKey.ImportPkcs8(JweAlgorithm.A256KW, [], null));
    }

    [Theory]
    [InlineData("RSA-OAEP-256")]
    [InlineData("ECDH-ES")]
    [InlineData("A128KW")]
    public void A_disposed_key_decrypts_no_more_but_is_still_encrypted_to(string alg)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        var key = DecryptionKey.Create(algorithm);
        key.Dispose();

        var token = Encrypt(key.Encryption);

        Assert.Throws<ObjectDisposedException>(() => ForgeJwe.Decrypt(token, key));
    }

    [Theory]
    [InlineData("RSA-OAEP-256")]
    [InlineData("ECDH-ES+A256KW")]
    [InlineData("A128KW")]
    public void One_key_serves_many_threads(string alg)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        using var key = DecryptionKey.Create(algorithm);

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
                var enc = JweEncryption.All[i % JweEncryption.All.Count];
                var token = CompactJwe.Encrypt(Encoding.ASCII.GetBytes($"content {i}"), key.Encryption, enc);
                Assert.Equal($"content {i}", ForgeJwe.Decrypt(token, key));
            }
        );
    }

    [Fact]
    public void A_printed_key_shows_only_its_name()
    {
        using var key = DecryptionKey.FromSecret(JweAlgorithm.A128KW, new byte[16], "mine");
        Assert.True(CompactJwe.TryDecrypt(Encrypt(key.Encryption), new DecryptionKeys(key), out var decrypted, out _));

        Assert.Equal("A128KW mine, private", key.ToString());
        Assert.Equal("A128KW mine", key.Encryption.ToString());
        Assert.Equal("Decrypted by A128KW mine, private", decrypted.ToString());
    }

    [Fact, Spec("RFC 7518 §4.1"), Spec("RFC 7518 §5.1")]
    public void Every_algorithm_is_found_by_its_name_alone()
    {
        foreach (var algorithm in JweAlgorithm.All)
        {
            Assert.True(JweAlgorithm.TryParse(algorithm.Name, out var found));
            Assert.Same(algorithm, found);
            Assert.False(JweAlgorithm.TryParse(algorithm.Name.ToLowerInvariant() + " ", out _));
            Assert.False(JwsAlgorithm.TryParse(algorithm.Name, out _));
        }
        foreach (var encryption in JweEncryption.All)
        {
            Assert.True(JweEncryption.TryParse(encryption.Name, out var found));
            Assert.Same(encryption, found);
            Assert.False(JweAlgorithm.TryParse(encryption.Name, out _));
        }
        Assert.False(JweAlgorithm.TryParse(null, out _));
        Assert.False(JweEncryption.TryParse(null, out _));
    }

    private static string Encrypt(EncryptionKey key) => CompactJwe.Encrypt("content"u8, key, JweEncryption.A128GCM);

    private static EncryptionKey? Choose(JwkSet set, JweAlgorithm algorithm)
    {
        var isChosen = EncryptionKey.TryChoose(set, algorithm, out var key, out var why);
        Assert.Equal(isChosen, why is null);
        return key;
    }

    private static void AssertOperations(Jwk jwk, string operations, bool isAccepted)
    {
        var list = operations.Split(',', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(isAccepted, EncryptionKey.TryFromJwk(jwk with { KeyOps = list }, null, out _, out _));
    }

    private static void AssertRefused(Jwk jwk, JweAlgorithm? algorithm, string reason)
    {
        Assert.False(EncryptionKey.TryFromJwk(jwk, algorithm, out var key, out var why));
        Assert.Null(key);
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EncryptionKey.FromJwk(jwk, algorithm));
    }

    /// <summary>Somebody who is written to, made once.</summary>
    public sealed class Recipient : IDisposable
    {
        public DecryptionKey Rsa { get; } = DecryptionKey.Create(JweAlgorithm.RsaOaep256, "rsa");

        public DecryptionKey Ec { get; } = DecryptionKey.Create(JweAlgorithm.EcdhEs, "ec");

        public void Dispose()
        {
            Rsa.Dispose();
            Ec.Dispose();
        }
    }
}
