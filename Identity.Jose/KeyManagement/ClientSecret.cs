using System.Security.Cryptography;
using System.Text;

namespace Identity.Jose.KeyManagement;

/// <summary>Makes a key of the secret that a client and the server share.</summary>
/// <remarks>OpenID Connect Core §10.2: the leftmost bits of a SHA-2 hash that is long enough.</remarks>
internal static class ClientSecret
{
    /// <exception cref="ArgumentException">The algorithm has no shared secret, or the secret has fewer bytes than the key is strong.</exception>
    public static byte[] Derive(string clientSecret, JweAlgorithm algorithm, JweEncryption encryption)
    {
        ArgumentNullException.ThrowIfNull(clientSecret);
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(encryption);
        if (!algorithm.IsSymmetric)
            throw new ArgumentException($"{algorithm.Name} has no shared secret.", nameof(algorithm));

        var utf8 = Encoding.UTF8.GetBytes(clientSecret);
        var (length, strength) = algorithm.IsDirect
            ? (encryption.KeyLength, encryption.Cipher.StrengthLength)
            : (algorithm.WrappingKeyLength, algorithm.WrappingKeyLength);

        // OpenID Connect Core §16.19: a key is no stronger than what it was made of.
        if (utf8.Length < strength)
            throw new ArgumentException($"A client secret for this needs {strength} bytes.", nameof(clientSecret));

        var hash = length switch
        {
            <= SHA256.HashSizeInBytes => SHA256.HashData(utf8),
            <= SHA384.HashSizeInBytes => SHA384.HashData(utf8),
            _ => SHA512.HashData(utf8),
        };
        return hash[..length];
    }
}
