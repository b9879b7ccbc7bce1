using System.Text.Json;

namespace Identity.Jose.KeyManagement;

/// <summary>Key material of one family, by which both sides come to the content's key; safe to use from many threads at once.</summary>
/// <remarks>RFC 7516 §2, "Key Management Mode".</remarks>
internal interface IKeyManagement : IDisposable
{
    /// <summary>Settles on a content encryption key and fills <paramref name="cek"/> with it.</summary>
    /// <param name="header">The open object of the header, for what the recipient has to know.</param>
    /// <returns>The encrypted key; empty where none travels.</returns>
    byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header);

    /// <summary>Fills <paramref name="cek"/>, which is as long as the content's cipher wants it.</summary>
    /// <returns>False for whatever was wrong; what is in <paramref name="cek"/> is then no key.</returns>
    bool TryUnwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek);
}
