using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>An access token as it should be, until a test spoils something.</summary>
internal sealed class TestToken
{
    public const string Audience = "https://api.example.com";

    public TestToken(FakeProvider provider)
    {
        var now = provider.Clock.Now.ToUnixTimeSeconds();
        Key = provider.Key;
        Claims = new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["aud"] = Audience,
            ["sub"] = "alice",
            ["client_id"] = "app",
            ["scope"] = "read write",
            ["jti"] = "t-1",
            ["iat"] = now,
            ["exp"] = now + 300,
        };
    }

    public JsonObject Claims { get; }

    public string? Type { get; set; } = "at+jwt";

    public SigningKey Key { get; set; }

    public string Payload => Claims.ToJsonString();

    public string Sign() => CompactJws.Sign(Encoding.UTF8.GetBytes(Payload), Key, Type);

    /// <summary>What a hand-written back end expects: whose it is, and until when.</summary>
    public static TestToken Plain(FakeProvider provider, byte[] secret)
    {
        var token = new TestToken(provider) { Type = "JWT", Key = SigningKey.FromSecret(JwsAlgorithm.HS256, secret) };
        foreach (var name in (string[])["iss", "aud", "client_id", "scope", "jti"])
            token.Claims.Remove(name);
        return token;
    }
}
