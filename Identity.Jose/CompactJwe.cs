using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>Encrypts and decrypts in the compact serialization, the only one here.</summary>
/// <remarks>RFC 7516 §3.1, RFC 7516 §5.1 and RFC 7516 §5.2.</remarks>
public static class CompactJwe
{
    /// <summary>A longer token is refused before it is looked at, and none is made; a signed token of 47 KiB fits inside.</summary>
    public const int MaximumLength = CompactJws.MaximumLength;

    /// <summary>A longer header is refused unread.</summary>
    public const int MaximumHeaderLength = ProtectedHeader.MaximumLength;

    private const int Segments = 5;

    /// <param name="type">The <c>typ</c> of the header; null for none.</param>
    /// <param name="contentType">The <c>cty</c>: <c>JWT</c> when the plaintext is a signed token, RFC 7519 §5.2.</param>
    /// <exception cref="ArgumentException">
    /// The key is one for <c>dir</c> with another <c>enc</c>, or the result would be longer than <see cref="MaximumLength"/>.
    /// </exception>
    public static string Encrypt(
        ReadOnlySpan<byte> plaintext,
        EncryptionKey key,
        JweEncryption encryption,
        string? type = null,
        string? contentType = null
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(encryption);
        if (key.ContentEncryption is not null && key.ContentEncryption != encryption)
            throw new ArgumentException($"The key is one for {key.ContentEncryption.Name}.", nameof(encryption));
        if (plaintext.Length > MaximumLength)
            throw new ArgumentException("The token would be too long.", nameof(plaintext));

        var cipher = encryption.Cipher;
        Span<byte> cek = stackalloc byte[cipher.KeyLength];
        try
        {
            // 1-8 and 12. Settle on the CEK and encrypt it to the recipient; the header says how.
            var json = new ArrayBufferWriter<byte>(256);
            var encryptedKey = WriteHeader(json, key, encryption, type, contentType, cek);

            // 9-10. A random initialization vector.
            Span<byte> iv = stackalloc byte[cipher.IvLength];
            RandomNumberGenerator.Fill(iv);

            // 13-14. The encoded header is the additional authenticated data.
            var header = new byte[Base64Url.GetEncodedLength(json.WrittenCount)];
            Base64Url.EncodeToUtf8(json.WrittenSpan, header);

            // 11 and 15. The plaintext is not compressed: RFC 8725 §3.6.
            var ciphertext = new byte[cipher.CiphertextLength(plaintext.Length)];
            Span<byte> tag = stackalloc byte[cipher.TagLength];
            cipher.Encrypt(cek, iv, header, plaintext, ciphertext, tag);

            // 16-19. Five segments and four dots.
            var token = string.Join(
                '.',
                Encoding.Latin1.GetString(header),
                Base64Url.EncodeToString(encryptedKey),
                Base64Url.EncodeToString(iv),
                Base64Url.EncodeToString(ciphertext),
                Base64Url.EncodeToString(tag)
            );
            if (token.Length > MaximumLength || header.Length > MaximumHeaderLength)
                throw new ArgumentException("The token would be too long.", nameof(plaintext));
            return token;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(cek);
        }
    }

    /// <summary>Decrypts what somebody sent, who may have sent anything.</summary>
    /// <param name="why">
    /// The reason of a refusal, for logs. It tells of what everybody can see in the token; of what a key found, only that it failed.
    /// </param>
    public static bool TryDecrypt(
        ReadOnlySpan<char> compact,
        DecryptionKeys keys,
        [NotNullWhen(true)] out DecryptedJwe? decrypted,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        decrypted = null;
        if (compact.Length > MaximumLength)
        {
            why = "The token is too long.";
            return false;
        }

        // 1. Parse the JWE representation: five segments and four dots.
        Span<Range> segments = stackalloc Range[Segments + 1];
        if (compact.Split(segments, '.') != Segments)
        {
            why = "The token does not have five segments.";
            return false;
        }

        // 2-5. Decode the header, a JSON object and the only header there is; understand all that must be understood.
        if (!TryReadHeader(compact[segments[0]], out var header, out why))
            return false;

        // 2, for the rest. Only the ciphertext has no length that it must have.
        var cipher = header.Encryption.Cipher;
        Span<byte> encryptedKey = stackalloc byte[KeyStrength.MaximumModulusLength];
        Span<byte> iv = stackalloc byte[cipher.IvLength];
        Span<byte> tag = stackalloc byte[cipher.TagLength];
        if (!StrictBase64Url.TryDecode(compact[segments[1]], encryptedKey, out var encryptedKeyLength))
        {
            why = "The encrypted key is not base64url, or too long.";
            return false;
        }
        if (!TryDecode(compact[segments[2]], iv) || !TryDecode(compact[segments[4]], tag))
        {
            why = "The initialization vector or the tag is not base64url, or not as long as its enc wants.";
            return false;
        }
        if (!StrictBase64Url.TryDecode(compact[segments[3]], out var ciphertext))
        {
            why = "The ciphertext is not base64url.";
            return false;
        }

        // 6 and 10. Where the key is agreed on or shared, none is encrypted.
        if (header.Algorithm.IsDirect && encryptedKeyLength > 0)
        {
            why = "The token has an encrypted key, which its alg does not have.";
            return false;
        }

        // 14-15. The encoded header is the additional authenticated data.
        var associated = new byte[compact[segments[0]].Length];
        Encoding.Latin1.GetBytes(compact[segments[0]], associated);

        // 7-9, 11-12 and 16. The CEK by each key that the token may be for, and the plaintext by the CEK.
        Span<byte> cek = stackalloc byte[cipher.KeyLength];
        foreach (var key in keys.For(header))
        {
            key.Unwrap(header, encryptedKey[..encryptedKeyLength], cek);
            if (cipher.TryDecrypt(cek, iv, associated, ciphertext, tag, out var plaintext))
                decrypted = new DecryptedJwe(header, plaintext, key);
            CryptographicOperations.ZeroMemory(cek);
            if (decrypted is not null)
                return true;
        }
        why = "No key of ours decrypts the token.";
        return false;

        // 13 concerns the JSON serialization, 17 a zip that was refused; 18 is the reason above.
    }

    /// <summary>Reads the header of a token that nobody has decrypted: good for choosing keys, and for nothing else.</summary>
    public static JweHeader? PeekHeader(ReadOnlySpan<char> compact)
    {
        if (compact.Length > MaximumLength)
            return null;
        var dot = compact.IndexOf('.');
        return dot > 0 && TryReadHeader(compact[..dot], out var header, out _) ? header : null;
    }

    private static bool TryReadHeader(
        ReadOnlySpan<char> segment,
        [NotNullWhen(true)] out JweHeader? header,
        [NotNullWhen(false)] out string? why
    )
    {
        header = null;
        return ProtectedHeader.TryRead(segment, out var json, out why) && JweHeader.TryRead(json, out header, out why);
    }

    /// <summary>Decodes what has one length that it may have.</summary>
    private static bool TryDecode(ReadOnlySpan<char> segment, Span<byte> bytes) =>
        StrictBase64Url.TryDecode(segment, bytes, out var length) && length == bytes.Length;

    private static byte[] WriteHeader(
        ArrayBufferWriter<byte> json,
        EncryptionKey key,
        JweEncryption encryption,
        string? type,
        string? contentType,
        Span<byte> cek
    )
    {
        using var writer = new Utf8JsonWriter(json, ProtectedHeader.Writing);
        writer.WriteStartObject();
        writer.WriteString("alg", key.Algorithm.Name);
        writer.WriteString("enc", encryption.Name);
        if (key.KeyId is not null)
            writer.WriteString("kid", key.KeyId);
        if (type is not null)
            writer.WriteString("typ", type);
        if (contentType is not null)
            writer.WriteString("cty", contentType);
        var encryptedKey = key.Wrap(encryption, cek, writer);
        writer.WriteEndObject();
        return encryptedKey;
    }
}
