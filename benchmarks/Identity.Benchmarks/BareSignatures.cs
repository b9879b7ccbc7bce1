using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace Identity.Benchmarks;

/// <summary>The framework's signatures over 400 bytes with nothing around them: what <see cref="Signatures"/> is held against.</summary>
[MemoryDiagnoser]
public class BareSignatures : IDisposable
{
    private readonly byte[] _input = RandomNumberGenerator.GetBytes(400);
    private readonly byte[] _signature = new byte[256];
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Benchmark]
    public int RS256() => _rsa.SignData(_input, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public int ES256() => _ec.SignData(_input, _signature, HashAlgorithmName.SHA256);

    [Benchmark]
    public int HS256() => HMACSHA256.HashData(_secret, _input, _signature);

    [GlobalCleanup]
    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
        GC.SuppressFinalize(this);
    }
}
