using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>ECDSA with a key of either half; a signature is R and S side by side, each as long as the curve's field.</summary>
/// <remarks>RFC 7518 §3.4.</remarks>
internal sealed class EcKey : ISignatureKey
{
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    private readonly KeyPool<ECDsa> _pool;
    private readonly HashAlgorithmName _hash;

    private EcKey(JwsAlgorithm algorithm, Func<ECDsa> import)
    {
        _hash = algorithm.Hash;
        _pool = new KeyPool<ECDsa>(import);
        SignatureLength = algorithm.Curve!.CoordinateLength * 2;
    }

    public int SignatureLength { get; }

    public static EcKey ForSigning(JwsAlgorithm algorithm, byte[] pkcs8) =>
        new(
            algorithm,
            () =>
            {
                var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
                return ecdsa;
            }
        );

    public static EcKey ForVerifying(JwsAlgorithm algorithm, ECPoint point)
    {
        var parameters = new ECParameters { Curve = algorithm.Curve!.Curve, Q = point };
        return new EcKey(algorithm, () => ECDsa.Create(parameters));
    }

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        var ecdsa = _pool.Rent();
        try
        {
            if (!ecdsa.TrySignData(input, signature, _hash, Format, out var written) || written != SignatureLength)
                throw new CryptographicException("The signature does not have the length of its curve.");
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
            return false;

        var ecdsa = _pool.Rent();
        try
        {
            return ecdsa.VerifyData(input, signature, _hash, Format);
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    public void Dispose() => _pool.Dispose();
}
