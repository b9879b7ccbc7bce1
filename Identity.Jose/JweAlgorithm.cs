using System.Diagnostics.CodeAnalysis;
using Identity.Jose.Keys;

namespace Identity.Jose;

/// <summary>The closed set of ways to bring the content's key to the recipient, the <c>alg</c> of a header.</summary>
/// <remarks>
/// RFC 7518 §4.1. <c>RSA1_5</c> and the algorithms with passwords are not members, so nothing can ask for them: RFC 8725 §3.2.
/// </remarks>
public sealed class JweAlgorithm
{
    public static readonly JweAlgorithm RsaOaep256 = new("RSA-OAEP-256", Kty.Rsa);
    public static readonly JweAlgorithm EcdhEs = new("ECDH-ES", Kty.Ec) { IsDirect = true };
    public static readonly JweAlgorithm EcdhEsA128KW = new("ECDH-ES+A128KW", Kty.Ec) { WrappingKeyLength = 16 };
    public static readonly JweAlgorithm EcdhEsA192KW = new("ECDH-ES+A192KW", Kty.Ec) { WrappingKeyLength = 24 };
    public static readonly JweAlgorithm EcdhEsA256KW = new("ECDH-ES+A256KW", Kty.Ec) { WrappingKeyLength = 32 };
    public static readonly JweAlgorithm A128KW = new("A128KW", Kty.Oct) { WrappingKeyLength = 16 };
    public static readonly JweAlgorithm A192KW = new("A192KW", Kty.Oct) { WrappingKeyLength = 24 };
    public static readonly JweAlgorithm A256KW = new("A256KW", Kty.Oct) { WrappingKeyLength = 32 };
    public static readonly JweAlgorithm Dir = new("dir", Kty.Oct) { IsDirect = true };

    private JweAlgorithm(string name, string keyType)
    {
        Name = name;
        KeyType = keyType;
    }

    /// <summary>Every algorithm: those for a public key first, then those for a shared secret.</summary>
    public static IReadOnlyList<JweAlgorithm> All { get; } =
        Array.AsReadOnly([RsaOaep256, EcdhEs, EcdhEsA128KW, EcdhEsA192KW, EcdhEsA256KW, A128KW, A192KW, A256KW, Dir]);

    /// <summary>The <c>alg</c> value, compared case-sensitively.</summary>
    public string Name { get; }

    /// <summary>The <c>kty</c> that a key of this algorithm has: <c>RSA</c>, <c>EC</c> or <c>oct</c>.</summary>
    public string KeyType { get; }

    /// <summary>Whether the one who decrypts could have encrypted as well.</summary>
    public bool IsSymmetric => KeyType is Kty.Oct;

    /// <summary>Whether the content's key is agreed on or shared already, and none travels: RFC 7516 §2.</summary>
    internal bool IsDirect { get; private init; }

    /// <summary>Length in bytes of the AES key that wraps the content's key; zero where none does.</summary>
    internal int WrappingKeyLength { get; private init; }

    public static bool TryParse(string? name, [NotNullWhen(true)] out JweAlgorithm? algorithm)
    {
        algorithm = name switch
        {
            "RSA-OAEP-256" => RsaOaep256,
            "ECDH-ES" => EcdhEs,
            "ECDH-ES+A128KW" => EcdhEsA128KW,
            "ECDH-ES+A192KW" => EcdhEsA192KW,
            "ECDH-ES+A256KW" => EcdhEsA256KW,
            "A128KW" => A128KW,
            "A192KW" => A192KW,
            "A256KW" => A256KW,
            "dir" => Dir,
            _ => null,
        };
        return algorithm is not null;
    }

    public override string ToString() => Name;
}
