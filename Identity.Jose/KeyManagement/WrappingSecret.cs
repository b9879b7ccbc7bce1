using System.Security.Cryptography;
using System.Text.Json;

namespace Identity.Jose.KeyManagement;

/// <summary>A shared secret that wraps the content's key, a new one each time.</summary>
/// <remarks>RFC 7518 §4.4.</remarks>
internal sealed class WrappingSecret(ReadOnlySpan<byte> secret) : IKeyManagement
{
    // Never overwritten: a thread that encrypts while another disposes would wrap with zeros, which anybody can unwrap.
    private readonly byte[] _secret = secret.ToArray();

    public byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header)
    {
        RandomNumberGenerator.Fill(cek);
        return AesKeyWrap.Wrap(_secret, cek);
    }

    public bool TryUnwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek) =>
        AesKeyWrap.TryUnwrap(_secret, encryptedKey, cek);

    public void Dispose() { }
}
