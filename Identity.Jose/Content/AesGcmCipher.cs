using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Identity.Jose.Content;

/// <summary>AES in Galois/Counter Mode.</summary>
/// <remarks>RFC 7518 §5.3: 96 bits of initialization vector and all 128 bits of the tag, for a short tag is a weak one.</remarks>
internal sealed class AesGcmCipher(int keyLength) : IContentCipher
{
    public int KeyLength => keyLength;

    public int IvLength => 12;

    public int TagLength => 16;

    public int StrengthLength => keyLength;

    public int CiphertextLength(int plaintextLength) => plaintextLength;

    public void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    )
    {
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(iv, plaintext, ciphertext, tag, associated);
    }

    public bool TryDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        [NotNullWhen(true)] out byte[]? plaintext
    )
    {
        plaintext = null;
        var opened = new byte[ciphertext.Length];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(iv, ciphertext, tag, opened, associated);
            plaintext = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
