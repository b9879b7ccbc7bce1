using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>HMAC with a shared secret, compared in constant time.</summary>
/// <remarks>RFC 7518 §3.2.</remarks>
internal sealed class HmacSecret(JwsAlgorithm algorithm, ReadOnlySpan<byte> secret) : ISignatureKey
{
    // Never overwritten: a thread that signs while another disposes would sign with zeros, which anybody can do.
    private readonly byte[] _secret = secret.ToArray();

    public int SignatureLength => algorithm.HashLength;

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        switch (algorithm.HashLength)
        {
            case HMACSHA256.HashSizeInBytes:
                HMACSHA256.HashData(_secret, input, signature);
                break;
            case HMACSHA384.HashSizeInBytes:
                HMACSHA384.HashData(_secret, input, signature);
                break;
            default:
                HMACSHA512.HashData(_secret, input, signature);
                break;
        }
    }

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        expected = expected[..SignatureLength];
        Sign(input, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    public void Dispose() { }
}
