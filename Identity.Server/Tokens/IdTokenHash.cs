using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;

namespace Identity.Server.Tokens;

/// <summary>Names what an ID token came with, so that none of it can be exchanged for another on the way.</summary>
/// <remarks>OpenID Connect Core §3.1.3.6 and OpenID Connect Core §3.3.2.11.</remarks>
internal static class IdTokenHash
{
    /// <returns>The left half of the hash that the signature is made with, in base64url.</returns>
    public static string Of(string text, JwsAlgorithm algorithm)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var hash = algorithm.HashLength switch
        {
            SHA256.HashSizeInBytes => SHA256.HashData(octets),
            SHA384.HashSizeInBytes => SHA384.HashData(octets),
            _ => SHA512.HashData(octets),
        };
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}
