using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Ceilings;

/// <summary>One signature over the signing input of a typical access token, by a pooled key.</summary>
internal sealed class SignatureWork : IDisposable
{
    private const int SigningInputLength = 400;
    private readonly byte[] _signingInput = RandomNumberGenerator.GetBytes(SigningInputLength);
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private readonly Func<AsymmetricAlgorithm> _copy;
    private readonly Action<AsymmetricAlgorithm, byte[]> _sign;

    private SignatureWork(Func<AsymmetricAlgorithm> copy, Action<AsymmetricAlgorithm, byte[]> sign) =>
        (_copy, _sign) = (copy, sign);

    public static SignatureWork Rsa2048()
    {
        using var key = RSA.Create(2048);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return new SignatureWork(
            () => RSA.Create(parameters),
            static (copy, input) =>
            {
                Span<byte> signature = stackalloc byte[256];
                ((RSA)copy).SignData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        );
    }

    public static SignatureWork EcdsaP256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return new SignatureWork(
            () => ECDsa.Create(parameters),
            static (copy, input) =>
            {
                Span<byte> signature = stackalloc byte[64];
                ((ECDsa)copy).SignData(input, signature, HashAlgorithmName.SHA256);
            }
        );
    }

    public void Sign()
    {
        if (!_idle.TryTake(out var key))
            key = _copy();
        _sign(key, _signingInput);
        _idle.Add(key);
    }

    public void Dispose()
    {
        foreach (var key in _idle)
            key.Dispose();
    }
}
