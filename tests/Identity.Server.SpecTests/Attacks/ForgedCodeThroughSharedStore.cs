using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Every artefact in every place that is meant for another.</summary>
public sealed class ForgedCodeThroughSharedStore(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 9700 §4.14"), Spec("RFC 8725 §3.11")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("HS256")]
    public async Task No_artefact_passes_for_another(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var signs));
        var scene = await Scene.SetAsync(host.Server, signs);
        var tokens = await scene.SignInAsync();

        // As a refresh token.
        foreach (
            var other in new[]
            {
                tokens.Issued(),
                tokens.Issued("id_token"),
                $"rt_{tokens.Issued()}",
                scene.Client.Secret!,
                $"rt_{scene.Client.Secret}",
                tokens.Issued("refresh_token")[3..],
            }
        )
        {
            (await scene.RefreshAsync(other)).ShouldRefuse("invalid_grant");
        }
        // As an access token.
        foreach (var kind in new[] { "refresh_token", "id_token" })
            (await host.Server.UserInfoAsync(tokens.Issued(kind))).ShouldRefuse("invalid_token", 401);
        (await scene.IntrospectAsync(tokens.Issued("id_token"))).ShouldBeInactive();
        // As a secret, and as a password.
        foreach (var kind in new[] { "access_token", "refresh_token", "id_token" })
        {
            var impostor = scene.Client with { Secret = tokens.Issued(kind) };
            Assert.Equal(401, (await host.Server.TokenAsync(impostor, scene.ClientForm)).Status);
            (
                await host.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", tokens.Issued(kind)))
            ).ShouldRefuse("invalid_grant");
        }

        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("RFC 8725 §3.11"), Spec("RFC 9068 §5")]
    public async Task An_id_token_is_no_access_token_of_a_plain_api_that_shares_its_name_with_the_client()
    {
        var name = TestClients.Unique("shop");
        var scene = await Scene.SetAsync(
            host.Server,
            api: asked => asked with { Audience = name, Profile = TokenProfile.Plain, Claims = ["client_id", "scope"] },
            client: asked => asked with { ClientId = name }
        );
        var api = await scene.AddApiClientAsync();
        var tokens = await scene.SignInAsync();

        (await host.Server.IntrospectAsync(api, tokens.Issued())).ShouldBeActive();
        (await host.Server.IntrospectAsync(api, tokens.Issued("id_token"))).ShouldBeInactive();
        (await host.Server.UserInfoAsync(tokens.Issued("id_token"))).ShouldRefuse("invalid_token", 401);
    }
}
