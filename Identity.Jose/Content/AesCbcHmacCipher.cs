using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Identity.Jose.Content;

/// <summary>AES in CBC mode under an HMAC: half of the key for each, and half of the hash for the tag.</summary>
/// <remarks>RFC 7518 §5.2.2. All three halves are of one length.</remarks>
internal sealed class AesCbcHmacCipher(HashAlgorithmName hash, int halfLength) : IContentCipher
{
    private const int BlockLength = 16;

    public int KeyLength => halfLength * 2;

    public int IvLength => BlockLength;

    public int TagLength => halfLength;

    public int StrengthLength => halfLength;

    /// <summary>PKCS #7 always adds something, if only a block of its own.</summary>
    public int CiphertextLength(int plaintextLength) => (plaintextLength / BlockLength + 1) * BlockLength;

    public void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    )
    {
        using var aes = Aes.Create();
        aes.SetKey(key[halfLength..]);
        aes.EncryptCbc(plaintext, iv, ciphertext, PaddingMode.PKCS7);
        Authenticate(key[..halfLength], iv, associated, ciphertext, tag);
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

        // First the tag: whoever could ask about the padding of a text of their own could have every text read to them.
        Span<byte> expected = stackalloc byte[halfLength];
        Authenticate(key[..halfLength], iv, associated, ciphertext, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag))
            return false;

        using var aes = Aes.Create();
        aes.SetKey(key[halfLength..]);
        try
        {
            plaintext = aes.DecryptCbc(ciphertext, iv, PaddingMode.PKCS7);
            return true;
        }
        catch (CryptographicException)
        {
            // The sender has the key and authenticated what is no padded text.
            return false;
        }
    }

    /// <summary>HMAC over the associated text, the vector, the ciphertext and the length of the first in bits, cut in half.</summary>
    private void Authenticate(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> tag
    )
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)associated.Length * 8);

        using var hmac = IncrementalHash.CreateHMAC(hash, key);
        hmac.AppendData(associated);
        hmac.AppendData(iv);
        hmac.AppendData(ciphertext);
        hmac.AppendData(bits);

        Span<byte> whole = stackalloc byte[halfLength * 2];
        hmac.GetHashAndReset(whole);
        whole[..halfLength].CopyTo(tag);
    }
}
