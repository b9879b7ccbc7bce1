using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Jose.KeyManagement;

/// <summary>Makes a key of what two sides agreed on, bound to what it is for and to the names of the two.</summary>
/// <remarks>RFC 7518 §4.6.2: the Concat KDF with SHA-256.</remarks>
internal static class ConcatKdf
{
    /// <param name="purpose">The <c>enc</c> whose key this is, or the <c>alg</c> that wraps with it.</param>
    /// <param name="key">Filled; its length goes into the hash as well.</param>
    public static void Derive(
        ReadOnlySpan<byte> agreed,
        string purpose,
        ReadOnlySpan<byte> partyU,
        ReadOnlySpan<byte> partyV,
        Span<byte> key
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var bits = (uint)key.Length * 8;
        for (var round = 1U; !key.IsEmpty; round++)
        {
            Append(hash, round);
            hash.AppendData(agreed);
            AppendWithLength(hash, Encoding.ASCII.GetBytes(purpose));
            AppendWithLength(hash, partyU);
            AppendWithLength(hash, partyV);
            Append(hash, bits);
            hash.GetHashAndReset(digest);

            var taken = digest[..Math.Min(digest.Length, key.Length)];
            taken.CopyTo(key);
            key = key[taken.Length..];
        }
        CryptographicOperations.ZeroMemory(digest);
    }

    private static void Append(IncrementalHash hash, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void AppendWithLength(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Append(hash, (uint)bytes.Length);
        hash.AppendData(bytes);
    }
}
