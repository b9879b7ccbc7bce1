using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Another server, to which the client speaks as well, shows us what the client meant for it; or has the client name us.</summary>
public sealed class AssertionAudience(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Other = "https://attacker.example";

    [Theory, Spec("RFC 7523 §3"), Spec("RFC 8725 §3.9")]
    [InlineData("another server")]
    [InlineData("another server's address with ours in it")]
    [InlineData("a host that begins as ours does")]
    [InlineData("ours with a slash")]
    [InlineData("ours in capitals")]
    [InlineData("another endpoint of ours")]
    [InlineData("another server and us")]
    [InlineData("us and another server")]
    [InlineData("the client itself and us")]
    public async Task An_assertion_that_is_not_for_us_alone_is_refused(string meant)
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var ours = signer.Server.Issuer;

        var answer = await signer.TokenAsync(
            signer.Assertion(claims =>
                claims["aud"] = meant switch
                {
                    "another server" => Other,
                    "another server's address with ours in it" => $"{Other}/{ours}",
                    "a host that begins as ours does" => $"{ours}.attacker.example",
                    "ours with a slash" => $"{ours}/",
                    "ours in capitals" => ours.ToUpperInvariant(),
                    "another endpoint of ours" => $"{ours}/connect/revoke",
                    "another server and us" => new JsonArray(Other, ours),
                    "us and another server" => new JsonArray($"{ours}/connect/token", Other),
                    _ => new JsonArray(signer.Id, ours),
                }
            )
        );

        answer.ShouldRefuse("invalid_client", 401);
        (await signer.TokenAsync()).ShouldSucceed();
    }
}
