using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Makes the tokens that an attacker would.</summary>
internal static class Forge
{
    public static JsonObject Claims(string token) => Read(token, 1);

    public static JsonObject Header(string token) => Read(token, 0);

    /// <summary>The genuine signature under other claims or another header.</summary>
    public static string Altered(string token, JsonObject? header = null, JsonObject? claims = null) =>
        $"{Encode(header ?? Header(token))}.{Encode(claims ?? Claims(token))}.{token.Split('.')[2]}";

    public static string Unsigned(JsonObject header, JsonObject claims) => $"{Encode(header)}.{Encode(claims)}.";

    public static string Hs256(JsonObject header, JsonObject claims, byte[] secret)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    public static string Rs256(JsonObject header, JsonObject claims, RSA key)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(input),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private static JsonObject Read(string token, int at) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[at]))!.AsObject();

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
