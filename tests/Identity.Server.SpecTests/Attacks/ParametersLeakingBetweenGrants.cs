using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class ParametersLeakingBetweenGrants(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §3.2")]
    public async Task Parameters_of_one_grant_do_not_leak_into_another()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();

        var mixed = await host.Server.TokenAsync(
            scene.Client,
            [
                .. scene.SignInForm.With("grant_type", "client_credentials").With("scope", scene.Scope),
                ("refresh_token", token),
            ]
        );

        mixed.ShouldSucceed();
        Assert.Equal(["access_token", "expires_in", "scope", "token_type"], mixed.Json.Members());
        Assert.Equal(scene.Client.Id, ServedKeys.Claims(mixed.Issued()).GetProperty("sub").GetString());
        (await scene.IntrospectAsync(token)).ShouldBeActive();
    }

    [Fact, Spec("RFC 6749 §3.2")]
    public async Task A_password_beside_a_refresh_token_revives_nothing()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.RevokeAsync(scene.Client, token);

        var answer = await scene.RefreshAsync(token, ("username", scene.Email), ("password", TestClients.Password));

        answer.ShouldRefuse("invalid_grant");
    }

    [Theory, Spec("RFC 6749 §3.1"), Spec("RFC 6749 §3.2")]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    [InlineData("username[]")]
    [InlineData("scope.0")]
    public async Task A_clever_name_is_just_an_unknown_name(string name)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With(name, "openid"));

        Assert.Equal(scene.Scope, answer.Issued("scope"));
    }
}
