using System.Text.Json;

namespace Identity.Jose.KeyManagement;

/// <summary>A shared secret that is the content's key, every time.</summary>
/// <remarks>RFC 7518 §4.5.</remarks>
internal sealed class DirectSecret(ReadOnlySpan<byte> secret) : IKeyManagement
{
    // Never overwritten, as that of WrappingSecret.
    private readonly byte[] _secret = secret.ToArray();

    public byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header)
    {
        _secret.CopyTo(cek);
        return [];
    }

    public bool TryUnwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek)
    {
        _secret.CopyTo(cek);
        return true;
    }

    public void Dispose() { }
}
