using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Identity.Jose.Keys;

namespace Identity.Jose;

/// <summary>The closed set of signature algorithms this library signs and verifies with; what is not here does not exist.</summary>
/// <remarks>RFC 7518 §3.1. <c>none</c> is not a member, so nothing can ask for it: RFC 8725 §3.2.</remarks>
public sealed class JwsAlgorithm
{
    public static readonly JwsAlgorithm RS256 = Rsa("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    public static readonly JwsAlgorithm RS384 = Rsa("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
    public static readonly JwsAlgorithm RS512 = Rsa("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
    public static readonly JwsAlgorithm PS256 = Rsa("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    public static readonly JwsAlgorithm PS384 = Rsa("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
    public static readonly JwsAlgorithm PS512 = Rsa("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss);
    public static readonly JwsAlgorithm ES256 = Ec("ES256", HashAlgorithmName.SHA256, NamedCurve.P256);
    public static readonly JwsAlgorithm ES384 = Ec("ES384", HashAlgorithmName.SHA384, NamedCurve.P384);
    public static readonly JwsAlgorithm ES512 = Ec("ES512", HashAlgorithmName.SHA512, NamedCurve.P521);
    public static readonly JwsAlgorithm HS256 = Hmac("HS256", HashAlgorithmName.SHA256);
    public static readonly JwsAlgorithm HS384 = Hmac("HS384", HashAlgorithmName.SHA384);
    public static readonly JwsAlgorithm HS512 = Hmac("HS512", HashAlgorithmName.SHA512);

    private JwsAlgorithm(string name, string keyType, HashAlgorithmName hash)
    {
        Name = name;
        KeyType = keyType;
        Hash = hash;
        HashLength =
            hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
            : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes
            : SHA512.HashSizeInBytes;
    }

    /// <summary>Every algorithm, in the order of RFC 7518 §3.1's families.</summary>
    public static IReadOnlyList<JwsAlgorithm> All { get; } =
        Array.AsReadOnly([RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, HS256, HS384, HS512]);

    /// <summary>The <c>alg</c> value, compared case-sensitively.</summary>
    public string Name { get; }

    /// <summary>The <c>kty</c> that a key of this algorithm has: <c>RSA</c>, <c>EC</c> or <c>oct</c>.</summary>
    public string KeyType { get; }

    /// <summary>Whether the one who verifies could have signed as well.</summary>
    public bool IsSymmetric => KeyType is Kty.Oct;

    internal HashAlgorithmName Hash { get; }

    /// <summary>Length of the hash in bytes, which is also the least length of an HMAC secret: RFC 7518 §3.2.</summary>
    internal int HashLength { get; }

    /// <summary>Set for RSA alone.</summary>
    internal RSASignaturePadding? Padding { get; private init; }

    /// <summary>Set for ECDSA alone.</summary>
    internal NamedCurve? Curve { get; private init; }

    public static bool TryParse(string? name, [NotNullWhen(true)] out JwsAlgorithm? algorithm)
    {
        algorithm = name switch
        {
            "RS256" => RS256,
            "RS384" => RS384,
            "RS512" => RS512,
            "PS256" => PS256,
            "PS384" => PS384,
            "PS512" => PS512,
            "ES256" => ES256,
            "ES384" => ES384,
            "ES512" => ES512,
            "HS256" => HS256,
            "HS384" => HS384,
            "HS512" => HS512,
            _ => null,
        };
        return algorithm is not null;
    }

    public override string ToString() => Name;

    private static JwsAlgorithm Rsa(string name, HashAlgorithmName hash, RSASignaturePadding padding) =>
        new(name, Kty.Rsa, hash) { Padding = padding };

    private static JwsAlgorithm Ec(string name, HashAlgorithmName hash, NamedCurve curve) =>
        new(name, Kty.Ec, hash) { Curve = curve };

    private static JwsAlgorithm Hmac(string name, HashAlgorithmName hash) => new(name, Kty.Oct, hash);
}
