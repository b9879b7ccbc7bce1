using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Keys.Encryption;

namespace Identity.Server.Keys;

/// <summary>A public key set as bytes.</summary>
/// <remarks>RFC 7517 §5.</remarks>
internal sealed class PublishedKeys
{
    public PublishedKeys(IEnumerable<Jwk> keys)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            new JwkSet([.. keys]).WriteTo(writer);
        Json = buffer.ToArray();
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 16))}\"";
    }

    public byte[] Json { get; }

    public string ETag { get; }
}

/// <summary>The key set that others see, written once when it changes: what we sign with, and what they encrypt to us with.</summary>
internal sealed class KeyPublication(SigningKeys signing, EncryptionKeys encryption)
{
    private volatile Written? _written;

    public PublishedKeys Current
    {
        get
        {
            var (signs, decrypts) = (signing.Ring, encryption.Ring);
            var written = _written;
            // The very rings: comparing what is in them would cost what writing it does.
            if (written is null || written.Signing != signs || written.Encryption != decrypts)
            {
                var keys = new PublishedKeys(signs.Published.Concat(decrypts.Published));
                _written = written = new Written(signs, decrypts, keys);
            }
            return written.Keys;
        }
    }

    private sealed record Written(KeyRing Signing, EncryptionRing Encryption, PublishedKeys Keys);
}
