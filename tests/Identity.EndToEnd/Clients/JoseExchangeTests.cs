using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Jose;

namespace Identity.EndToEnd.Clients;

/// <summary>Identity.Jose and npm's jose read each other's keys and tokens, with every algorithm.</summary>
public sealed class JoseExchangeTests
{
    private const string Claims = """{"iss":"https://id.example.com","sub":"alice","exp":4000000000}""";

    public static TheoryData<string> Algorithms => [.. JwsAlgorithm.All.Select(algorithm => algorithm.Name)];

    public static TheoryData<string> KeyPairs =>
        [.. JwsAlgorithm.All.Where(algorithm => !algorithm.IsSymmetric).Select(algorithm => algorithm.Name)];

    [Theory, MemberData(nameof(Algorithms))]
    public async Task What_they_sign_we_verify_and_what_we_sign_with_their_key_they_verify(string algorithm)
    {
        await using var jose = await Script.NodeAsync("jose.mjs");
        var theirs = (await jose.AskAsync("makeKey", new JsonObject { ["alg"] = algorithm })).Value.GetProperty("jwk");
        Assert.True(Jwk.TryParse(Encoding.UTF8.GetBytes(theirs.GetRawText()), out var jwk, out var why), why);
        using var key = SigningKey.FromJwk(jwk);

        var signed = await jose.AskAsync(
            "sign",
            new JsonObject { ["jwk"] = JsonNode.Parse(theirs.GetRawText()), ["claims"] = JsonNode.Parse(Claims) }
        );
        var verdict = Jwt.Validate(signed.Value.GetString()!, new VerificationKeys(key.Verification), Expected, Now);
        Assert.Equal("alice", Assert.IsType<JwtVerdict.Valid>(verdict).Claims.Subject);

        var verified = await VerifyAsync(jose, CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), key, "at+jwt"), theirs);
        Assert.Equal("alice", verified.Value.GetProperty("payload").GetProperty("sub").GetString());
    }

    [Theory, MemberData(nameof(KeyPairs))]
    public async Task What_we_sign_with_our_key_they_verify_by_its_public_part(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var signsWith));
        await using var jose = await Script.NodeAsync("jose.mjs");
        using var ours = SigningKey.Create(signsWith);
        using var other = SigningKey.Create(signsWith);
        var jwk = JsonDocument.Parse(ours.Verification.ToJwk().ToJson()).RootElement;

        var token = CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), ours, "at+jwt");
        Assert.Null((await VerifyAsync(jose, token, jwk)).Error);
        var forged = CompactJws.Sign(Encoding.UTF8.GetBytes(Claims), other, "at+jwt");
        Assert.Equal("ERR_JWS_SIGNATURE_VERIFICATION_FAILED", (await VerifyAsync(jose, forged, jwk)).Error);

        // Both name the key by the same thumbprint.
        var thumbprint = await jose.AskAsync(
            "thumbprint",
            new JsonObject { ["jwk"] = JsonNode.Parse(jwk.GetRawText()) }
        );
        Assert.Equal(ours.KeyId, thumbprint.Value.GetString());
    }

    private static JwtExpectations Expected => new() { Issuer = "https://id.example.com", Types = ["at+jwt"] };

    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private static Task<Reply> VerifyAsync(Script jose, string token, JsonElement jwk) =>
        jose.AskAsync(
            "verifyWithJwk",
            new JsonObject
            {
                ["token"] = token,
                ["jwk"] = JsonNode.Parse(jwk.GetRawText()),
                ["issuer"] = "https://id.example.com",
                ["typ"] = "at+jwt",
            }
        );
}
