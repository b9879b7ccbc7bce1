using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;

namespace Identity.EndToEnd.Samples;

/// <summary>Makes what an API must refuse out of what it takes: each is the good token but for one thing.</summary>
internal sealed class SpoiltTokens(string good)
{
    private readonly string _type = CompactJws.PeekHeader(good)!.Type!;

    /// <summary>Signed with a key pair of somebody else.</summary>
    public string SignedWithRsa()
    {
        using var key = SigningKey.Create(JwsAlgorithm.RS256, CompactJws.PeekHeader(good)!.KeyId);
        return CompactJws.Sign(Payload, key, _type);
    }

    public string Unsigned() =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"none","typ":"{{_type}}"}"""))}.{good.Split('.')[1]}.";

    public string SignedWith(byte[] secret)
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, secret);
        return CompactJws.Sign(Payload, key, _type);
    }

    /// <summary>Signed as it was, over claims that somebody has changed.</summary>
    public string WithOtherClaims()
    {
        var parts = good.Split('.');
        return $"{parts[0]}.{Base64Url.EncodeToString(Changed(claims => claims["sub"] = "somebody else"))}.{parts[2]}";
    }

    /// <summary>Signed with the API's own secret, over claims that are wrong.</summary>
    public string Resigned(byte[] secret, Action<JsonNode> spoil)
    {
        using var key = SigningKey.FromSecret(JwsAlgorithm.HS256, secret);
        return CompactJws.Sign(Changed(spoil), key, _type);
    }

    private byte[] Payload => Base64Url.DecodeFromChars(good.Split('.')[1]);

    private byte[] Changed(Action<JsonNode> change)
    {
        var claims = JsonNode.Parse(Payload)!;
        change(claims);
        return Encoding.UTF8.GetBytes(claims.ToJsonString());
    }
}
