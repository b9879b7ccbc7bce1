using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class DisabledFlow(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 6749 §5.2"), Spec("RFC 9700 §2.4")]
    [InlineData("password")]
    [InlineData("refresh_token")]
    [InlineData("client_credentials")]
    public async Task A_grant_that_was_taken_away_is_out_of_reach_whatever_else_the_request_holds(string grantType)
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.ChangeClientAsync(
            scene.Client,
            row => row.GrantTypes = [.. row.GrantTypes.Where(grant => grant != grantType)]
        );
        (string Name, string Value)[] all =
        [
            .. scene.SignInForm.Without("grant_type"),
            ("refresh_token", token),
            ("response_type", "token"),
            ("code", "x"),
        ];

        (await host.Server.TokenAsync(scene.Client, all.With("grant_type", grantType))).ShouldRefuse(
            "unauthorized_client"
        );
        foreach (var disguised in new[] { $" {grantType}", $"{grantType} ", grantType.ToUpperInvariant() })
        {
            (await host.Server.TokenAsync(scene.Client, all.With("grant_type", disguised))).ShouldRefuse(
                "unsupported_grant_type"
            );
        }

        (await scene.IntrospectAsync(token)).ShouldBeActive();
    }
}
