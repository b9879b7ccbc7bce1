using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Database.Documents;

/// <summary>A version for what has none of its own: it is what is in it.</summary>
internal static class ContentVersion
{
    private const int Bytes = 16;

    /// <returns>The same for the same parts, and another for others.</returns>
    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            // Where one part ends and the next begins is part of it.
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(part)));
        }
        return Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, Bytes));
    }
}
