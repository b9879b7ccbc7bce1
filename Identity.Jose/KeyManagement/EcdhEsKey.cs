using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose.Keys;

namespace Identity.Jose.KeyManagement;

/// <summary>Diffie-Hellman with an ephemeral key of the sender: what is agreed on is the content's key, or wraps it.</summary>
/// <remarks>RFC 7518 §4.6.</remarks>
internal sealed class EcdhEsKey : IKeyManagement
{
    private readonly KeyPool<ECDiffieHellman> _pool;
    private readonly JweAlgorithm _algorithm;
    private readonly NamedCurve _curve;

    private EcdhEsKey(JweAlgorithm algorithm, NamedCurve curve, Func<ECDiffieHellman> import)
    {
        _algorithm = algorithm;
        _curve = curve;
        _pool = new KeyPool<ECDiffieHellman>(import);
    }

    public static EcdhEsKey ForDecrypting(JweAlgorithm algorithm, NamedCurve curve, byte[] pkcs8) =>
        new(
            algorithm,
            curve,
            () =>
            {
                var ecdh = ECDiffieHellman.Create();
                ecdh.ImportPkcs8PrivateKey(pkcs8, out _);
                return ecdh;
            }
        );

    public static EcdhEsKey ForEncrypting(JweAlgorithm algorithm, NamedCurve curve, ECPoint point)
    {
        var key = new EcdhEsKey(algorithm, curve, () => Import(curve, point));
        key._pool.Prove();
        return key;
    }

    public byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header)
    {
        using var ephemeral = ECDiffieHellman.Create(_curve.Curve);
        header.WritePropertyName("epk");
        JwkMaterial.ToJwk(_curve, ephemeral.ExportParameters(includePrivateParameters: false).Q).WriteTo(header);

        Span<byte> key = stackalloc byte[DerivedLength(cek)];
        var recipient = _pool.Rent();
        try
        {
            Derive(ephemeral, recipient, encryption, [], [], key);
            if (_algorithm.IsDirect)
            {
                key.CopyTo(cek);
                return [];
            }
            RandomNumberGenerator.Fill(cek);
            return AesKeyWrap.Wrap(key, cek);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            _pool.Return(recipient);
        }
    }

    public bool TryUnwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek)
    {
        if (header.Agreement is not { } agreement || agreement.Curve != _curve)
            return false;

        Span<byte> key = stackalloc byte[DerivedLength(cek)];
        var recipient = _pool.Rent();
        try
        {
            // The framework checks that the point is on the curve: with points of weak curves, our answers would tell our key.
            using var ephemeral = Import(_curve, agreement.Point);
            Derive(recipient, ephemeral, header.Encryption, agreement.PartyU, agreement.PartyV, key);
            if (!_algorithm.IsDirect)
                return AesKeyWrap.TryUnwrap(key, encryptedKey, cek);
            key.CopyTo(cek);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            _pool.Return(recipient);
        }
    }

    public void Dispose() => _pool.Dispose();

    private int DerivedLength(ReadOnlySpan<byte> cek) =>
        _algorithm.IsDirect ? cek.Length : _algorithm.WrappingKeyLength;

    private void Derive(
        ECDiffieHellman mine,
        ECDiffieHellman theirs,
        JweEncryption encryption,
        ReadOnlySpan<byte> partyU,
        ReadOnlySpan<byte> partyV,
        Span<byte> key
    )
    {
        using var point = theirs.PublicKey;
        var agreed = mine.DeriveRawSecretAgreement(point);
        ConcatKdf.Derive(agreed, _algorithm.IsDirect ? encryption.Name : _algorithm.Name, partyU, partyV, key);
        CryptographicOperations.ZeroMemory(agreed);
    }

    private static ECDiffieHellman Import(NamedCurve curve, ECPoint point) =>
        ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, Q = point });
}
