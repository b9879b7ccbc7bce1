using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>Reads tokens as others do: with the keys that the server serves, and nothing else.</summary>
internal static class ServedKeys
{
    public static async Task<VerificationKeys> KeysAsync(this TestServer server)
    {
        var answer = await server.GetAsync("/.well-known/jwks.json");
        Assert.True(JwkSet.TryParse(Encoding.UTF8.GetBytes(answer.Body), out var set, out var why), why);
        Assert.Empty(set.Skipped);
        return new VerificationKeys(
            set.Keys.Where(key => key.Use != "enc").Select(key => VerificationKey.FromJwk(key))
        );
    }

    public static async Task<JwtVerdict.Valid> VerifyAsync(
        this TestServer server,
        string token,
        string type = "at+jwt"
    ) => Verify(await server.KeysAsync(), token, type, TimeProvider.System.GetUtcNow());

    public static JwtVerdict.Valid Verify(VerificationKeys keys, string token, string type, DateTimeOffset now) =>
        Assert.IsType<JwtVerdict.Valid>(
            Jwt.Validate(token, keys, new JwtExpectations { Types = [type], ClockSkew = TimeSpan.Zero }, now)
        );

    /// <summary>The claims of a token whose signature is of no interest to the test.</summary>
    public static JsonElement Claims(string token) => Segment(token, 1);

    public static JsonElement Header(string token) => Segment(token, 0);

    /// <summary>How long it lives.</summary>
    public static TimeSpan Lifetime(string token)
    {
        var claims = Claims(token);
        return TimeSpan.FromSeconds(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    private static JsonElement Segment(string token, int at) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[at])).RootElement;
}
