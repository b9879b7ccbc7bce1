using System.Diagnostics.CodeAnalysis;

namespace Identity.Jose.Content;

/// <summary>Authenticated encryption with one length of key; it holds no key, and serves any number of threads.</summary>
internal interface IContentCipher
{
    int KeyLength { get; }

    int IvLength { get; }

    int TagLength { get; }

    /// <summary>How strong a key of <see cref="KeyLength"/> is, in bytes: as strong as the AES inside.</summary>
    int StrengthLength { get; }

    int CiphertextLength(int plaintextLength);

    /// <summary>Fills <paramref name="ciphertext"/> and <paramref name="tag"/>, which have exactly the lengths they must have.</summary>
    void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    );

    /// <summary>Takes a vector and a tag of exactly the lengths they must have, and anything else.</summary>
    /// <returns>False when anything at all was changed, without a word on what.</returns>
    bool TryDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associated,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        [NotNullWhen(true)] out byte[]? plaintext
    );
}
