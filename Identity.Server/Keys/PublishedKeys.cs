using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose;

namespace Identity.Server.Keys;

/// <summary>The public key set, written once when it changes and served as bytes from then on.</summary>
/// <remarks>RFC 7517 §5.</remarks>
internal sealed class PublishedKeys
{
    public PublishedKeys(IEnumerable<RingKey> keys)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            new JwkSet([.. keys.Select(key => key.Key.Verification.ToJwk())]).WriteTo(writer);
        Json = buffer.ToArray();
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 16))}\"";
    }

    public byte[] Json { get; }

    public string ETag { get; }
}
