using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>Tokens that the library would never make: any header, signed by anything.</summary>
internal static class ForgedJws
{
    public static string Sign(JsonObject header, string payload, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header.ToJsonString())}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static string SignEs256(JsonObject header, string payload, SigningKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return Sign(header, payload, input => ecdsa.SignData(input, HashAlgorithmName.SHA256));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
