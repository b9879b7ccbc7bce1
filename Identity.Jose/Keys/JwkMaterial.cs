using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>Carries keys between their JSON form and the framework's parameters.</summary>
/// <remarks>RFC 7518 §6. A JWK that was read has members of the right shape; one made in code may throw here.</remarks>
internal static class JwkMaterial
{
    /// <summary>The one algorithm a key is for: named by it, agreed with the caller, or forced by its curve.</summary>
    /// <remarks>RFC 8725 §3.1. RFC 7517 §4.2 and RFC 7517 §4.3: a key for another use is no key for signatures.</remarks>
    public static bool TryAgree(
        Jwk jwk,
        JwsAlgorithm? wanted,
        string operation,
        [NotNullWhen(true)] out JwsAlgorithm? algorithm,
        [NotNullWhen(false)] out string? why
    )
    {
        algorithm = wanted ?? OfCurve(jwk);
        if (jwk.Alg is not null && !JwsAlgorithm.TryParse(jwk.Alg, out algorithm))
            why = "The alg of the key is not ours.";
        else if (algorithm is null)
            why = "The key does not say which alg it is for.";
        else if (wanted is not null && algorithm != wanted)
            why = "The alg of the key is not the one wanted.";
        else
            why = WhyUnfit(jwk, algorithm, operation);
        return why is null;
    }

    private static string? WhyUnfit(Jwk jwk, JwsAlgorithm algorithm, string operation)
    {
        if (!Same(algorithm.KeyType, jwk.Kty))
            return "The kty of the key does not fit its alg.";
        if (algorithm.Curve is not null && !Same(algorithm.Curve.Name, jwk.Crv))
            return "The crv does not fit the alg.";
        if (jwk.Use is not (null or "sig"))
            return "The use of the key is not sig.";
        return jwk.KeyOps?.Contains(operation, StringComparer.Ordinal) is false
            ? $"The key_ops leave out {operation}."
            : null;
    }

    public static byte[] Secret(Jwk jwk) => Bytes(jwk.K);

    public static RSAParameters RsaPublic(Jwk jwk) => new() { Modulus = Bytes(jwk.N), Exponent = Bytes(jwk.E) };

    /// <summary>The framework wants d as long as n, and the rest half of it.</summary>
    public static RSAParameters RsaPrivate(Jwk jwk)
    {
        var modulus = Bytes(jwk.N);
        var half = (modulus.Length + 1) / 2;
        return new RSAParameters
        {
            Modulus = modulus,
            Exponent = Bytes(jwk.E),
            D = Fixed(jwk.D, modulus.Length),
            P = Fixed(jwk.P, half),
            Q = Fixed(jwk.Q, half),
            DP = Fixed(jwk.Dp, half),
            DQ = Fixed(jwk.Dq, half),
            InverseQ = Fixed(jwk.Qi, half),
        };
    }

    public static ECPoint EcPublic(Jwk jwk) => new() { X = Bytes(jwk.X), Y = Bytes(jwk.Y) };

    public static ECParameters EcPrivate(Jwk jwk, NamedCurve curve) =>
        new()
        {
            Curve = curve.Curve,
            Q = EcPublic(jwk),
            D = Bytes(jwk.D),
        };

    public static Jwk ToJwk(RSAParameters key) =>
        new()
        {
            Kty = Kty.Rsa,
            N = Base64Url.EncodeToString(key.Modulus),
            E = Base64Url.EncodeToString(key.Exponent),
        };

    public static Jwk ToJwk(NamedCurve curve, ECPoint point) =>
        new()
        {
            Kty = Kty.Ec,
            Crv = curve.Name,
            X = Base64Url.EncodeToString(point.X),
            Y = Base64Url.EncodeToString(point.Y),
        };

    private static JwsAlgorithm? OfCurve(Jwk jwk) =>
        (jwk.Kty, jwk.Crv) switch
        {
            (Kty.Ec, "P-256") => JwsAlgorithm.ES256,
            (Kty.Ec, "P-384") => JwsAlgorithm.ES384,
            (Kty.Ec, "P-521") => JwsAlgorithm.ES512,
            _ => null,
        };

    private static bool Same(string one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private static byte[] Bytes(string? text) =>
        text is not null && Wire.StrictBase64Url.TryDecode(text, out var bytes)
            ? bytes
            : throw new ArgumentException("A member of the JWK is missing or malformed.", nameof(text));

    private static byte[] Fixed(string? text, int length)
    {
        var bytes = Bytes(text);
        if (bytes.Length > length)
            throw new ArgumentException("A member of the JWK is too long.", nameof(text));
        if (bytes.Length == length)
            return bytes;

        var padded = new byte[length];
        bytes.CopyTo(padded, length - bytes.Length);
        return padded;
    }
}
