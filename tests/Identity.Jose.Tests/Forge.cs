using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Jose.Tests;

/// <summary>Makes the tokens that the library would never make.</summary>
internal static class Forge
{
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Decode(string segment) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment));

    /// <summary>A correct HS256 signature over whatever header and payload.</summary>
    public static string Hs256(string headerJson, string payloadJson, ReadOnlySpan<byte> secret) =>
        Hs256(Encoding.UTF8.GetBytes(headerJson), Encoding.UTF8.GetBytes(payloadJson), secret);

    public static string Hs256(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> secret)
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>A correct signature by the key over a header of the test's own.</summary>
    public static string Sign(string headerJson, string payloadJson, ECDsa key)
    {
        var input = $"{Encode(headerJson)}.{Encode(payloadJson)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(input),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public static Jwk Jwk(string json) =>
        Jose.Jwk.TryParse(Encoding.UTF8.GetBytes(json), out var jwk, out var why)
            ? jwk
            : throw new ArgumentException(why, nameof(json));
}
