using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class RefreshByAnotherClient(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Grants = ["password", "refresh_token"];

    [Theory, Spec("RFC 6749 §6"), Spec("RFC 6749 §10.4"), Spec("OpenID Connect Core §12.1")]
    [InlineData("none", "none")]
    [InlineData("none", "secret")]
    [InlineData("secret", "none")]
    [InlineData("secret", "secret")]
    public async Task A_stolen_token_is_worth_nothing_to_any_other_client(string ownerKind, string thiefKind)
    {
        var owner = await SceneOfAsync(ownerKind);
        var thief = await SceneOfAsync(thiefKind);
        var tokens = await owner.SignInAsync();
        var stolen = tokens.Issued("refresh_token");

        (await thief.RefreshAsync(stolen)).ShouldRefuse("invalid_grant");
        (await thief.RefreshAsync(stolen, ("scope", "openid"))).ShouldRefuse("invalid_grant");
        (await host.Server.RevokeAsync(thief.Client, stolen)).ShouldSucceed();

        (await owner.RefreshAsync(stolen)).ShouldSucceed();
    }

    [Fact]
    [Spec("RFC 6749 §3.2.1"), Spec("RFC 6749 §6"), Spec("OpenID Connect Core §12.1"), Spec("RFC 6749 §2.2")]
    [Spec("RFC 6749 §10.2")]
    public async Task A_confidential_client_must_authenticate_to_refresh()
    {
        var scene = await SceneOfAsync("secret");
        var tokens = await scene.SignInAsync();
        var form = Scene.RefreshForm(tokens.Issued("refresh_token"));

        foreach (var impostor in new[] { scene.Client with { Secret = null }, scene.Client with { Secret = "guess" } })
            (await host.Server.TokenAsync(impostor, form)).ShouldRefuse("invalid_client", 401);
        (await host.Server.PostAsync("/connect/token", client: null, form)).ShouldRefuse("invalid_client", 401);

        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldSucceed();
    }

    private Task<Scene> SceneOfAsync(string kind) =>
        Scene.SetAsync(
            host.Server,
            client: asked =>
                asked with
                {
                    GrantTypes = Grants,
                    AuthenticationMethod =
                        kind == "none" ? ClientAuthenticationMethod.None : ClientAuthenticationMethod.ClientSecretBasic,
                }
        );
}
