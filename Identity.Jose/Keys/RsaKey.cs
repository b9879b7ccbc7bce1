using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>RSASSA-PKCS1-v1_5 and RSASSA-PSS with a key of either half.</summary>
/// <remarks>RFC 7518 §3.3 and RFC 7518 §3.5; the salt of PSS is as long as the hash, which is what the framework does.</remarks>
internal sealed class RsaKey : ISignatureKey
{
    private readonly KeyPool<RSA> _pool;
    private readonly HashAlgorithmName _hash;
    private readonly RSASignaturePadding _padding;

    private RsaKey(JwsAlgorithm algorithm, int signatureLength, Func<RSA> import)
    {
        _hash = algorithm.Hash;
        _padding = algorithm.Padding!;
        _pool = new KeyPool<RSA>(import);
        SignatureLength = signatureLength;
    }

    public int SignatureLength { get; }

    public static RsaKey ForSigning(JwsAlgorithm algorithm, byte[] pkcs8, RSAParameters publicPart) =>
        new(
            algorithm,
            publicPart.Modulus!.Length,
            () =>
            {
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(pkcs8, out _);
                return rsa;
            }
        );

    public static RsaKey ForVerifying(JwsAlgorithm algorithm, RSAParameters publicPart) =>
        new(algorithm, publicPart.Modulus!.Length, () => RSA.Create(publicPart));

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        var rsa = _pool.Rent();
        try
        {
            rsa.SignData(input, signature, _hash, _padding);
        }
        finally
        {
            _pool.Return(rsa);
        }
    }

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
            return false;

        var rsa = _pool.Rent();
        try
        {
            return rsa.VerifyData(input, signature, _hash, _padding);
        }
        finally
        {
            _pool.Return(rsa);
        }
    }

    public void Dispose() => _pool.Dispose();
}
