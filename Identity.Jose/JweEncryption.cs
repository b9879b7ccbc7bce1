using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Identity.Jose.Content;

namespace Identity.Jose;

/// <summary>The closed set of content encryptions, the <c>enc</c> of a header; what is not here does not exist.</summary>
/// <remarks>RFC 7518 §5.1. Each is authenticated: a text that was changed is not decrypted.</remarks>
public sealed class JweEncryption
{
    public static readonly JweEncryption A128CbcHs256 = CbcHmac("A128CBC-HS256", HashAlgorithmName.SHA256, 16);
    public static readonly JweEncryption A192CbcHs384 = CbcHmac("A192CBC-HS384", HashAlgorithmName.SHA384, 24);
    public static readonly JweEncryption A256CbcHs512 = CbcHmac("A256CBC-HS512", HashAlgorithmName.SHA512, 32);
    public static readonly JweEncryption A128GCM = new("A128GCM", new AesGcmCipher(16));
    public static readonly JweEncryption A192GCM = new("A192GCM", new AesGcmCipher(24));
    public static readonly JweEncryption A256GCM = new("A256GCM", new AesGcmCipher(32));

    private JweEncryption(string name, IContentCipher cipher)
    {
        Name = name;
        Cipher = cipher;
    }

    /// <summary>Every content encryption, in the order of RFC 7518 §5.1's table.</summary>
    public static IReadOnlyList<JweEncryption> All { get; } =
        Array.AsReadOnly([A128CbcHs256, A192CbcHs384, A256CbcHs512, A128GCM, A192GCM, A256GCM]);

    /// <summary>The <c>enc</c> value, compared case-sensitively.</summary>
    public string Name { get; }

    /// <summary>Length of the content encryption key in bytes, the one length that a secret for <c>dir</c> has.</summary>
    public int KeyLength => Cipher.KeyLength;

    internal IContentCipher Cipher { get; }

    public static bool TryParse(string? name, [NotNullWhen(true)] out JweEncryption? encryption)
    {
        encryption = name switch
        {
            "A128CBC-HS256" => A128CbcHs256,
            "A192CBC-HS384" => A192CbcHs384,
            "A256CBC-HS512" => A256CbcHs512,
            "A128GCM" => A128GCM,
            "A192GCM" => A192GCM,
            "A256GCM" => A256GCM,
            _ => null,
        };
        return encryption is not null;
    }

    public override string ToString() => Name;

    private static JweEncryption CbcHmac(string name, HashAlgorithmName hash, int halfLength) =>
        new(name, new AesCbcHmacCipher(hash, halfLength));
}
