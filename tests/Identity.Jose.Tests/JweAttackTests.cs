using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The attacks on encrypted tokens that have names, against a key of every kind.</summary>
public sealed class JweAttackTests(AttackedRecipient recipient) : IClassFixture<AttackedRecipient>
{
    [Theory, MemberData(nameof(AttackedRecipient.Names), MemberType = typeof(AttackedRecipient))]
    public void The_honest_token_is_decrypted(string name) =>
        Assert.Equal("content", recipient.Decrypt(recipient.Honest(name)));

    [Theory, MemberData(nameof(AttackedRecipient.Names), MemberType = typeof(AttackedRecipient))]
    [Spec("RFC 7516 §5.2"), Spec("RFC 7516 §11.5")]
    public void Every_damage_fails_in_the_same_words(string name)
    {
        var token = recipient.Honest(name);
        var isDirect = token.Split('.')[1].Length == 0;
        foreach (var segment in (int[])[1, 2, 3, 4])
        {
            if (segment == 1 && isDirect)
                continue;
            var length = Base64Url.DecodeFromChars(token.Split('.')[segment]).Length;
            foreach (var at in (int[])[0, length / 2, length - 1])
                recipient.Refuses(ForgeJwe.With(token, segment, bytes => Flipped(bytes, at)));
        }
        recipient.Refuses(Reheaded(token));
        recipient.Refuses(ForgeJwe.With(token, 3, ""));
        recipient.Refuses(ForgeJwe.With(token, 3, bytes => [.. bytes, 0]));

        static byte[] Flipped(byte[] bytes, int at)
        {
            bytes[at] ^= 1;
            return bytes;
        }
    }

    [Theory, Spec("RFC 7516 §11.5")]
    [InlineData("rsa", 256)]
    [InlineData("rsa", 255)]
    [InlineData("rsa", 0)]
    [InlineData("ec-wrap", 24)]
    [InlineData("ec-wrap", 0)]
    [InlineData("wrap", 24)]
    [InlineData("wrap", 23)]
    [InlineData("wrap", 0)]
    public void A_key_that_cannot_be_had_is_not_one_that_an_attacker_knows(string name, int length)
    {
        // A reader that went on with the zeros of a fresh buffer, or with what was to be unwrapped, would decrypt one of these.
        var header = ForgeJwe.Header(recipient.Honest(name));
        foreach (var known in (byte[])[0, 0xA6, 0xFF])
        {
            var encryptedKey = Enumerable.Repeat(known, length).ToArray();
            recipient.Refuses(ForgeJwe.Gcm(header, encryptedKey, Enumerable.Repeat(known, 16).ToArray()));
            recipient.Refuses(ForgeJwe.Gcm(header, encryptedKey, new byte[16]));
        }
    }

    [Fact, Spec("RFC 7516 §5.2")]
    public void A_key_of_another_length_than_the_content_wants_is_refused()
    {
        var jwk = recipient.Rsa.Encryption.ToJwk();
        using var rsa = RSA.Create(
            new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars(jwk.N),
                Exponent = Base64Url.DecodeFromChars(jwk.E),
            }
        );
        foreach (var (length, isDecrypted) in (ReadOnlySpan<(int, bool)>)[(16, true), (24, false), (32, false)])
        {
            var cek = RandomNumberGenerator.GetBytes(length);
            var token = ForgeJwe.Gcm(
                """{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"rsa"}""",
                rsa.Encrypt(cek, RSAEncryptionPadding.OaepSHA256),
                cek
            );
            Assert.Equal(isDecrypted, recipient.Decrypt(token) is not null);
        }
        var sha1 = ForgeJwe.Gcm(
            """{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"rsa"}""",
            rsa.Encrypt(new byte[16], RSAEncryptionPadding.OaepSHA1),
            new byte[16]
        );
        recipient.Refuses(sha1);
    }

    [Theory, Spec("RFC 8725 §2.5"), Spec("RFC 8725 §3.4")]
    [InlineData("P-256", 32)]
    [InlineData("P-384", 48)]
    [InlineData("P-521", 66)]
    public void A_point_off_the_curve_is_refused(string curve, int length)
    {
        using var key = DecryptionKey.Create(JweAlgorithm.EcdhEs, "ec", curve);
        using var other = DecryptionKey.Create(JweAlgorithm.EcdhEs, "other", curve);
        var (jwk, peer) = (key.Encryption.ToJwk(), other.Encryption.ToJwk());
        var zero = Base64Url.EncodeToString(new byte[length]);
        var ones = Base64Url.EncodeToString(Enumerable.Repeat((byte)0xFF, length).ToArray());
        foreach (
            var (x, y) in (ReadOnlySpan<(string?, string?)>)
                [(jwk.X, peer.Y), (jwk.X, jwk.X), (zero, zero), (zero, ones), (ones, ones)]
        )
        {
            var agreed = Base64Url.DecodeFromChars(x);
            Assert.Null(ForgeJwe.Decrypt(ForgeJwe.Agreed(jwk with { X = x, Y = y }, agreed), key));
        }
    }

    [Theory, Spec("RFC 8725 §2.5"), Spec("RFC 8725 §3.4")]
    [InlineData("P-256", 32)]
    [InlineData("P-384", 48)]
    [InlineData("P-521", 66)]
    public void A_point_of_order_two_does_not_tell_the_last_bit_of_the_key(string curve, int length)
    {
        // On a curve that differs in what the formulas never use, (x, 0) is its own opposite: any odd multiple of it is itself,
        // so whoever multiplied it by an odd private key would agree on x.
        using var ecdh = OddKey(curve);
        using var key = DecryptionKey.ImportPkcs8(JweAlgorithm.EcdhEs, ecdh.ExportPkcs8PrivateKey(), "ec");
        var jwk = key.Encryption.ToJwk();

        var attack = jwk with { Y = Base64Url.EncodeToString(new byte[length]) };
        Assert.Null(ForgeJwe.Decrypt(ForgeJwe.Agreed(attack, Base64Url.DecodeFromChars(jwk.X)), key));

        using var honest = ECDiffieHellman.Create(ecdh.ExportParameters(includePrivateParameters: false).Curve);
        var point = honest.ExportParameters(includePrivateParameters: false).Q;
        var epk = jwk with { X = Base64Url.EncodeToString(point.X), Y = Base64Url.EncodeToString(point.Y) };
        var agreed = honest.DeriveRawSecretAgreement(ecdh.PublicKey);
        Assert.Equal("content", ForgeJwe.Decrypt(ForgeJwe.Agreed(epk, agreed), key));
    }

    [Fact, Spec("RFC 8725 §3.4"), Spec("RFC 7518 §4.6.1.1")]
    public void A_point_of_another_curve_than_the_key_s_is_refused()
    {
        using var other = DecryptionKey.Create(JweAlgorithm.EcdhEs, "ec", "P-384");

        recipient.Refuses(CompactJwe.Encrypt("content"u8, other.Encryption, JweEncryption.A128GCM));
    }

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("""{"alg":"dir","enc":"A128GCM"}""")] // the wrapping secret as the content's key
    [InlineData("""{"alg":"dir","enc":"A128GCM","kid":"wrap"}""")]
    public void A_secret_for_wrapping_decrypts_no_content(string header) =>
        recipient.Refuses(ForgeJwe.Gcm(header, [], recipient.WrappingSecret));

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("A128KW")]
    [InlineData("A256KW")]
    [InlineData("ECDH-ES+A128KW")]
    [InlineData("RSA-OAEP-256")]
    public void A_header_that_names_another_algorithm_than_the_key_s_is_not_overlooked(string alg)
    {
        var epk = recipient.EphemeralKey.ToJson();
        var header = $$"""{"alg":"{{alg}}","enc":"A128GCM","kid":"dir","epk":{{epk}}}""";

        recipient.Refuses(ForgeJwe.Gcm(header, new byte[24], recipient.DirectSecret));
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public void A_secret_for_content_unwraps_no_key()
    {
        using var confused = DecryptionKey.FromSecret(JweAlgorithm.A128KW, recipient.DirectSecret, "dir");

        recipient.Refuses(CompactJwe.Encrypt("content"u8, confused.Encryption, JweEncryption.A128GCM));
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public void A_secret_for_one_content_encryption_is_none_for_another_of_the_same_length()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var gcm = DecryptionKey.FromSecret(JweEncryption.A256GCM, secret);
        using var cbc = DecryptionKey.FromSecret(JweEncryption.A128CbcHs256, secret);
        var token = CompactJwe.Encrypt("content"u8, gcm.Encryption, JweEncryption.A256GCM);

        Assert.NotNull(ForgeJwe.Decrypt(token, gcm));
        Assert.Null(ForgeJwe.Decrypt(token, cbc));
    }

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("ECDH-ES+A128KW")]
    [InlineData("ECDH-ES+A192KW")]
    [InlineData("ECDH-ES+A256KW")]
    public void A_key_for_agreement_is_no_key_for_agreement_with_wrapping(string alg)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        using var same = DecryptionKey.ImportPkcs8(algorithm, recipient.Ec.ExportPkcs8(), "ec");

        recipient.Refuses(CompactJwe.Encrypt("content"u8, same.Encryption, JweEncryption.A128GCM));
    }

    [Fact, Spec("RFC 8725 §2.1")]
    public void The_public_key_is_no_shared_secret_in_any_form()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(recipient.Rsa.ExportPkcs8(), out _);
        var jwk = recipient.Rsa.Encryption.ToJwk();
        byte[][] secrets =
        [
            rsa.ExportSubjectPublicKeyInfo(),
            Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Base64Url.DecodeFromChars(jwk.N),
            Encoding.UTF8.GetBytes(jwk.ToJson()),
        ];
        foreach (var secret in secrets)
        {
            foreach (var cek in (byte[][])[secret[..16], SHA256.HashData(secret)[..16]])
            {
                recipient.Refuses(ForgeJwe.Gcm("""{"alg":"dir","enc":"A128GCM","kid":"rsa"}""", [], cek));
                using var wrapping = DecryptionKey.FromSecret(JweAlgorithm.A128KW, cek, "rsa");
                recipient.Refuses(CompactJwe.Encrypt([], wrapping.Encryption, JweEncryption.A128GCM));
            }
        }
    }

    [Theory, MemberData(nameof(AttackedRecipient.Names), MemberType = typeof(AttackedRecipient))]
    [Spec("RFC 7516 §5.2")]
    public void A_token_for_another_recipient_is_refused(string name)
    {
        var (key, encryption) = recipient.Find(name);
        var isDirect = key.Algorithm == JweAlgorithm.Dir;
        using var other = isDirect
            ? DecryptionKey.Create(encryption, key.KeyId)
            : DecryptionKey.Create(key.Algorithm, key.KeyId);

        recipient.Refuses(CompactJwe.Encrypt("content"u8, other.Encryption, encryption));
    }

    [Theory, MemberData(nameof(AttackedRecipient.Names), MemberType = typeof(AttackedRecipient))]
    [Spec("RFC 7518 §5.2.2.2"), Spec("RFC 7518 §5.3")]
    public void A_tag_or_a_vector_of_another_length_is_refused(string name)
    {
        const string Reason = "The initialization vector or the tag is not base64url, or not as long as its enc wants.";
        var token = recipient.Honest(name);
        foreach (var segment in (int[])[2, 4])
        {
            var length = Base64Url.DecodeFromChars(token.Split('.')[segment]).Length;
            for (var shorter = 0; shorter < length; shorter++)
                recipient.Refuses(ForgeJwe.With(token, segment, bytes => bytes[..shorter]), Reason);
            recipient.Refuses(ForgeJwe.With(token, segment, bytes => [.. bytes, 0]), Reason);
            recipient.Refuses(ForgeJwe.With(token, segment, bytes => [.. bytes, .. bytes]), Reason);
        }
    }

    [Theory, Spec("RFC 7518 §5.2.2.2")]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public void A_ciphertext_that_was_authenticated_but_not_padded_is_refused(int length)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var key = DecryptionKey.FromSecret(JweEncryption.A128CbcHs256, secret);
        using var aes = Aes.Create();
        aes.Key = secret[16..];
        var padded = aes.EncryptCbc("content"u8, new byte[16]);
        var unpadded = aes.EncryptCbc(new byte[32], new byte[16], PaddingMode.None)[..length];

        Assert.Equal("content", ForgeJwe.Decrypt(ForgeJwe.Authenticated(padded, secret), key));
        Assert.Null(ForgeJwe.Decrypt(ForgeJwe.Authenticated(unpadded, secret), key));
    }

    [Theory, Spec("RFC 7516 §5.2")]
    [InlineData("dir")]
    [InlineData("dir-cbc")]
    [InlineData("ec")]
    public void An_encrypted_key_where_there_is_none_is_refused(string name)
    {
        // Nothing authenticates that segment: with it, one token would have many spellings.
        recipient.Refuses(
            ForgeJwe.With(recipient.Honest(name), 1, "AAAA"),
            "The token has an encrypted key, which its alg does not have."
        );
    }

    [Fact, Spec("RFC 7516 §4.1.6")]
    public void A_key_id_is_a_hint_among_our_keys()
    {
        using var renamed = DecryptionKey.FromSecret(JweAlgorithm.A128KW, recipient.WrappingSecret, "else");
        using var nameless = DecryptionKey.FromSecret(JweAlgorithm.A128KW, recipient.WrappingSecret);
        using var stranger = DecryptionKey.Create(JweAlgorithm.A128KW, "wrap");
        var (key, encryption) = recipient.Find("wrap");
        var named = recipient.Honest("wrap");

        Assert.NotNull(ForgeJwe.Decrypt(named, key));
        Assert.NotNull(ForgeJwe.Decrypt(named, nameless));
        Assert.NotNull(ForgeJwe.Decrypt(named, stranger, key));
        Assert.Null(ForgeJwe.Decrypt(named, renamed));
        Assert.Null(ForgeJwe.Decrypt(named, stranger));
        Assert.Null(ForgeJwe.Decrypt(named));
        Assert.NotNull(ForgeJwe.Decrypt(CompactJwe.Encrypt([], nameless.Encryption, encryption), renamed));
    }

    [Fact]
    public void A_crowd_of_keys_is_not_tried_to_the_last()
    {
        using var last = DecryptionKey.Create(JweEncryption.A128GCM, "last");
        var others = Enumerable.Range(0, 4).Select(_ => DecryptionKey.Create(JweEncryption.A128GCM, "other")).ToList();
        var named = CompactJwe.Encrypt("content"u8, last.Encryption, JweEncryption.A128GCM);
        var cek = RandomNumberGenerator.GetBytes(16);
        using var first = DecryptionKey.FromSecret(JweEncryption.A128GCM, cek, "first");
        var nameless = ForgeJwe.Gcm("""{"alg":"dir","enc":"A128GCM"}""", [], cek);

        Assert.NotNull(ForgeJwe.Decrypt(named, [.. others, last]));
        Assert.NotNull(ForgeJwe.Decrypt(nameless, [first, .. others]));
        Assert.NotNull(ForgeJwe.Decrypt(nameless, [.. others.Take(3), first]));
        Assert.Null(ForgeJwe.Decrypt(nameless, [.. others, first]));
    }

    private static ECDiffieHellman OddKey(string curve)
    {
        while (true)
        {
            var key = ECDiffieHellman.Create(
                ECCurve.CreateFromFriendlyName($"nist{curve.Replace("-", "", StringComparison.Ordinal)}")
            );
            if ((key.ExportParameters(includePrivateParameters: true).D![^1] & 1) == 1)
                return key;
            key.Dispose();
        }
    }

    /// <summary>The same token under a header that says the same, with a member more.</summary>
    private static string Reheaded(string token) =>
        ForgeJwe.With(token, 0, Forge.Encode(ForgeJwe.Header(token)[..^1] + ",\"more\":1}"));
}
