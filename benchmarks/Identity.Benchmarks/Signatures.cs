using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Identity.Jose;

namespace Identity.Benchmarks;

/// <summary>What it takes to sign and to verify an access token, per algorithm; the bare signature is the lower bound.</summary>
[MemoryDiagnoser]
public class Signatures : IDisposable
{
    private static readonly byte[] Payload = Encoding.ASCII.GetBytes(
        """{"iss":"https://id.example.com","sub":"01980a52-7c1e-7d31-9a3f-5be0a4c3e8d2","aud":"urn:api","client_id":"bench","scope":"api","iat":1767225600,"exp":1767229200,"jti":"mJ1qk1m0Q5uW2m3p3oGq3w"}"""
    );

    private SigningKey? _key;
    private VerificationKeys? _keys;
    private string _token = "";

    [Params("RS256", "ES256", "HS256")]
    public string Algorithm { get; set; } = "RS256";

    [GlobalSetup]
    public void MakeKeys()
    {
        _key = Algorithm switch
        {
            "RS256" => SigningKey.Create(JwsAlgorithm.RS256, "key"),
            "ES256" => SigningKey.Create(JwsAlgorithm.ES256, "key"),
            _ => SigningKey.FromSecret(JwsAlgorithm.HS256, RandomNumberGenerator.GetBytes(32), "key"),
        };
        _keys = new VerificationKeys(_key.Verification);
        _token = CompactJws.Sign(Payload, _key, "at+jwt");
    }

    [Benchmark]
    public string Sign() => CompactJws.Sign(Payload, _key!, "at+jwt");

    [Benchmark]
    public VerifiedJws? Verify() => CompactJws.Verify(_token, _keys!);

    [GlobalCleanup]
    public void Dispose()
    {
        _key?.Dispose();
        GC.SuppressFinalize(this);
    }
}
