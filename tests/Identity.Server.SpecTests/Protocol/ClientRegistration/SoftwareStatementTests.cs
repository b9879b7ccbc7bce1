using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>What the maker of some software says of it.</summary>
public sealed class SoftwareStatementTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Fact, Spec("RFC 7591 §2.3"), Spec("RFC 7591 §3.1.1")]
    public async Task What_the_maker_says_goes_before_what_the_client_says()
    {
        var statement = Statement(
            ("client_name", "The Maker's App"),
            ("redirect_uris", new JsonArray("https://maker.example/callback")),
            ("software_id", "maker-1"),
            ("client_id", "chosen"),
            ("require_pkce", false)
        );

        var registered = await RegisterAsync(statement);

        registered.ShouldRegister();
        Assert.Equal("The Maker's App", registered["client_name"]);
        Assert.Equal(["https://maker.example/callback"], registered.Json.Strings("redirect_uris"));
        Assert.Equal("maker-1", registered["software_id"]);
        Assert.Equal("https://app.example/", registered["client_uri"]);
        Assert.Equal(statement, registered["software_statement"]);
        Assert.NotEqual("chosen", registered["client_id"]);
    }

    [Fact, Spec("RFC 7591 §2.3")]
    public async Task The_maker_too_stays_within_the_policy()
    {
        (await RegisterAsync(Statement(("grant_types", new JsonArray("password"))))).ShouldRefuse(
            "invalid_client_metadata"
        );
        (await RegisterAsync(Statement(("client_name", 1)))).ShouldRefuse("invalid_client_metadata");
        (await RegisterAsync(Statement(("redirect_uris", new JsonArray("javascript:alert(1)"))))).ShouldRefuse(
            "invalid_redirect_uri"
        );
    }

    [Fact, Spec("RFC 7591 §3.2.2")]
    public async Task A_maker_who_is_not_believed_is_told_so()
    {
        (await RegisterAsync(Statement(("iss", "https://stranger.example")))).ShouldRefuse(
            "unapproved_software_statement"
        );
    }

    [Fact, Spec("RFC 7591 §3.2.2"), Spec("RFC 8725 §3.1")]
    public async Task A_statement_that_the_maker_did_not_make_is_refused()
    {
        var good = Statement(("client_name", "The Maker's App"));
        var parts = good.Split('.');
        var secret = Encoding.UTF8.GetBytes(OpenServer.Maker.Verification.ToJwk().ToJson());
        foreach (
            var bad in new[]
            {
                $"{parts[0]}.{parts[1]}.",
                $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}",
                $"{parts[0]}.{Statement(("client_name", "Another")).Split('.')[1]}.{parts[2]}",
                Sign(Claims(), SigningKey.Create(JwsAlgorithm.ES256, "maker")),
                Sign(Claims(), SigningKey.FromSecret(JwsAlgorithm.HS256, secret, "maker")),
                Statement(("exp", 1)),
                Statement(("nbf", 4_000_000_000)),
                "not a jwt",
                "a.b.c",
            }
        )
        {
            (await RegisterAsync(bad)).ShouldRefuse("invalid_software_statement");
        }
        (await host.Server.RegisterAsync(Registrations.Description(("software_statement", 1)))).ShouldRefuse(
            "invalid_software_statement"
        );
        (await RegisterAsync(good)).ShouldRegister();
    }

    private Task<TestAnswer> RegisterAsync(string statement) =>
        host.Server.RegisterAsync(
            Registrations.Description(("software_statement", statement), ("client_uri", "https://app.example/"))
        );

    private static string Statement(params (string Name, JsonNode? Value)[] with) =>
        Sign(Claims(with), OpenServer.Maker);

    private static JsonObject Claims(params (string Name, JsonNode? Value)[] with)
    {
        var claims = new JsonObject { ["iss"] = OpenServer.MakerName };
        foreach (var (name, value) in with)
            claims[name] = value?.DeepClone();
        return claims;
    }

    private static string Sign(JsonObject claims, SigningKey key) =>
        CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), key, "JWT");
}
