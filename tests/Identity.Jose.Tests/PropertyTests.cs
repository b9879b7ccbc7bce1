using FsCheck;
using FsCheck.Fluent;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>What holds for every payload, every position and every bit.</summary>
public sealed class PropertyTests : IDisposable
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    private readonly SigningKey _hmac = SigningKey.Create(JwsAlgorithm.HS256, "secret");
    private readonly SigningKey _ecdsa = SigningKey.Create(JwsAlgorithm.ES256);
    private readonly VerificationKeys _keys;

    public PropertyTests() => _keys = new VerificationKeys(_hmac.Verification, _ecdsa.Verification);

    public void Dispose()
    {
        _hmac.Dispose();
        _ecdsa.Dispose();
    }

    [Fact, Spec("RFC 7515 §5.1"), Spec("RFC 7515 §5.2")]
    public void Every_payload_comes_back_as_it_was() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] payload, bool isSymmetric) =>
                    CompactJws.Verify(CompactJws.Sign(payload, Key(isSymmetric)), _keys) is { } verified
                    && verified.Payload.Span.SequenceEqual(payload)
            )
        );

    [Fact, Spec("RFC 7515 §5.2")]
    public void Every_flipped_bit_is_noticed() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] payload, NonNegativeInt position, bool isSymmetric) =>
                {
                    var token = CompactJws.Sign(payload, Key(isSymmetric)).ToCharArray();
                    var bit = position.Get % (token.Length * 7);
                    token[bit / 7] ^= (char)(1 << (bit % 7));
                    return CompactJws.Verify(token, _keys) is null;
                }
            )
        );

    [Fact, Spec("RFC 7515 §5.2")]
    public void Every_missing_end_is_noticed() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] payload, NonNegativeInt length, bool isSymmetric) =>
                {
                    var token = CompactJws.Sign(payload, Key(isSymmetric));
                    return CompactJws.Verify(token.AsSpan(0, length.Get % token.Length), _keys) is null;
                }
            )
        );

    [Fact, Spec("RFC 7515 §2")]
    public void Every_character_put_in_is_noticed() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] payload, NonNegativeInt position, NonNegativeInt choice) =>
                {
                    const string Extra = "=\n\r\t .+/Aé\0";
                    var token = CompactJws.Sign(payload, _hmac);
                    var spoilt = token.Insert(
                        position.Get % (token.Length + 1),
                        Extra[choice.Get % Extra.Length].ToString()
                    );
                    return CompactJws.Verify(spoilt, _keys) is null;
                }
            )
        );

    [Fact, Spec("RFC 4648 §3.5")]
    public void Every_second_spelling_of_a_signature_is_refused()
    {
        // 32 bytes leave two unused bits in the last of 43 characters: three more spellings that decode to the same bytes.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] payload) =>
                {
                    var token = CompactJws.Sign(payload, _hmac);
                    var last = Alphabet.IndexOf(token[^1], StringComparison.Ordinal);
                    return last % 4 == 0
                        && Enumerable
                            .Range(1, 3)
                            .All(unused => CompactJws.Verify(token[..^1] + Alphabet[last + unused], _keys) is null);
                }
            )
        );
    }

    [Fact, Spec("RFC 7517 §4")]
    public void Every_secret_survives_being_written_as_a_key() =>
        Check.One(
            Often,
            Prop.ForAll(
                (byte[] bytes) =>
                {
                    var jwk = new Jwk { Kty = "oct", K = System.Buffers.Text.Base64Url.EncodeToString(bytes) };
                    return Forge.Jwk(jwk.ToJson()) == jwk;
                }
            )
        );

    private SigningKey Key(bool isSymmetric) => isSymmetric ? _hmac : _ecdsa;
}
