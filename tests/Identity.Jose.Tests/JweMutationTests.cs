using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>Damaged encrypted tokens, ten thousand for each question: they are refused, and nothing throws.</summary>
public sealed class JweMutationTests : IDisposable
{
    private const int Rounds = 10_000;

    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("sixteen letters!");

    // What trips a reader of headers, or tempts one to take another way.
    private static readonly string[] Pieces =
    [
        "\\ud83d",
        "\"",
        "{",
        "null",
        ".",
        "..",
        ",\"zip\":\"DEF\"",
        ",\"alg\":\"dir\"",
        "\"RSA1_5\"",
        "\"A256GCM\"",
        "\"apu\":\"AA\",",
        "\0",
        "\u00ff",
    ];

    private readonly DecryptionKey[] _keys =
    [
        DecryptionKey.FromSecret(JweEncryption.A128GCM, Secret),
        DecryptionKey.Create(JweAlgorithm.RsaOaep256, "rsa"),
        DecryptionKey.Create(JweAlgorithm.EcdhEs, "ec"),
        DecryptionKey.Create(JweAlgorithm.EcdhEsA128KW, "ec-wrap", "P-521"),
        DecryptionKey.Create(JweAlgorithm.A256KW, "wrap"),
        DecryptionKey.Create(JweEncryption.A128CbcHs256, "dir-cbc"),
    ];

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    [Fact]
    public void A_damaged_token_is_refused()
    {
        var keys = new DecryptionKeys(_keys);
        var tokens = _keys
            .SelectMany(key =>
                (key.Encryption.ContentEncryption is { } only ? [only] : JweEncryption.All.ToArray()).Select(enc =>
                    CompactJwe.Encrypt("""{"sub":"alice"}"""u8, key.Encryption, enc, "JWT", "JWT")
                )
            )
            .ToArray();
        foreach (var token in tokens)
            Assert.True(CompactJwe.TryDecrypt(token, keys, out _, out _));

        var damage = new Damage(seed: 5, Pieces);
        for (var round = 0; round < Rounds; round++)
        {
            var original = tokens[round % tokens.Length];
            var damaged = Encoding.Latin1.GetString(damage.Of(Encoding.Latin1.GetBytes(original)));
            if (damaged.Equals(original, StringComparison.Ordinal))
                continue;

            Assert.False(CompactJwe.TryDecrypt(damaged, keys, out _, out var why));
            Assert.NotEmpty(why);
            _ = CompactJwe.PeekHeader(damaged)?.TryGet("epk", out _);
        }
    }

    [Fact]
    public void A_damaged_header_over_content_that_it_fits_is_read_or_refused()
    {
        var epk = (_keys[2].Encryption.ToJwk() with { Use = null, Alg = null, Kid = null }).ToJson();
        var header = $$"""{"alg":"dir","enc":"A128GCM","kid":"k\u00e9y","cty":"JWT","apu":"AAAA","epk":{{epk}}}""";
        var damage = new Damage(seed: 6, Pieces);
        var decrypted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = Encoding.UTF8.GetString(damage.Of(Encoding.UTF8.GetBytes(header)));
            if (ForgeJwe.Decrypt(ForgeJwe.Gcm(damaged, [], Secret), _keys) is not null)
                decrypted++;
        }

        // Some damage only touches what direct encryption does not look at.
        Assert.InRange(decrypted, 1, Rounds / 2);
    }

    [Fact]
    public void A_damaged_agreement_is_read_or_refused()
    {
        var token = CompactJwe.Encrypt("content"u8, _keys[2].Encryption, JweEncryption.A128GCM);
        var header = Encoding.UTF8.GetBytes(ForgeJwe.Header(token));
        var damage = new Damage(seed: 7, Pieces);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = Encoding.UTF8.GetString(damage.Of(header));
            if (!damaged.Equals(Encoding.UTF8.GetString(header), StringComparison.Ordinal))
                Assert.Null(ForgeJwe.Decrypt(ForgeJwe.Gcm(damaged, [], new byte[16]), _keys));
        }
    }

    [Fact]
    public void A_damaged_key_is_read_or_refused()
    {
        string[] documents =
        [
            _keys[1].Encryption.ToJwk().ToJson(),
            _keys[3].Encryption.ToJwk().ToJson(),
            """{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA","alg":"A128KW","key_ops":["wrapKey","unwrapKey"]}""",
            """{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA","alg":"A128GCM","use":"enc"}""",
        ];
        var damage = new Damage(seed: 8, Pieces);
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var document = damage.Of(Encoding.UTF8.GetBytes(documents[round % documents.Length]));
            if (!Jwk.TryParse(document, out var jwk, out _))
                continue;
            if (!EncryptionKey.TryFromJwk(jwk, algorithm: null, out var key, out var why))
            {
                Assert.NotEmpty(why);
                continue;
            }

            read++;
            Assert.NotEmpty(CompactJwe.Encrypt([], key, key.ContentEncryption ?? JweEncryption.A128GCM));
        }
        Assert.InRange(read, 1, Rounds / 2);
    }

    [Fact, Spec("RFC 7516 §5.1"), Spec("RFC 7516 §5.2")]
    public void Every_plaintext_comes_back_as_it_was() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] plaintext, NonNegativeInt choice) =>
                    CompactJwe.TryDecrypt(
                        Encrypt(plaintext, choice.Get),
                        new DecryptionKeys(_keys),
                        out var read,
                        out _
                    ) && read.Plaintext.Span.SequenceEqual(plaintext)
            )
        );

    [Fact, Spec("RFC 7516 §5.2")]
    public void Every_flipped_bit_is_noticed() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] plaintext, NonNegativeInt position, NonNegativeInt choice) =>
                {
                    var token = Encrypt(plaintext, choice.Get).ToCharArray();
                    var bit = position.Get % (token.Length * 7);
                    token[bit / 7] ^= (char)(1 << (bit % 7));
                    return !CompactJwe.TryDecrypt(token, new DecryptionKeys(_keys), out _, out _);
                }
            )
        );

    [Fact, Spec("RFC 7516 §5.2")]
    public void Every_missing_end_is_noticed() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] plaintext, NonNegativeInt length, NonNegativeInt choice) =>
                {
                    var token = Encrypt(plaintext, choice.Get);
                    var cut = token.AsSpan(0, length.Get % token.Length);
                    return !CompactJwe.TryDecrypt(cut, new DecryptionKeys(_keys), out _, out _);
                }
            )
        );

    private string Encrypt(byte[] plaintext, int choice)
    {
        var key = _keys[choice % _keys.Length].Encryption;
        return CompactJwe.Encrypt(plaintext, key, key.ContentEncryption ?? JweEncryption.All[choice % 6]);
    }
}
