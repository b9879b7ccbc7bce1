using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Revocation;

public sealed class RevocationTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7009 §2.1"), Spec("RFC 7009 §2.2"), Spec("RFC 7662 §4")]
    public async Task An_access_token_is_over_at_once_and_its_family_lives()
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var another = await scene.SignInAsync();

        await ShouldAcceptAsync(scene, tokens.Issued());

        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeInactive();
        Assert.Equal(401, (await host.Server.UserInfoAsync(tokens.Issued())).Status);
        (await scene.IntrospectAsync(another.Issued())).ShouldBeActive();
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldSucceed();
    }

    [Fact, Spec("RFC 7009 §2.1"), Spec("RFC 7009 §2")]
    public async Task A_refresh_token_takes_its_family_and_their_access_tokens_along()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.SignInAsync();
        var second = await scene.RefreshAsync(first.Issued("refresh_token"));

        await ShouldAcceptAsync(scene, second.Issued("refresh_token"));

        (await scene.RefreshAsync(second.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        foreach (var answer in new[] { first, second })
        {
            (await scene.IntrospectAsync(answer.Issued())).ShouldBeInactive();
            Assert.Equal(401, (await host.Server.UserInfoAsync(answer.Issued())).Status);
        }
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task The_refresh_token_before_the_present_one_ends_the_family_too()
    {
        var scene = await Scene.SetAsync(host.Server);
        var lost = await scene.FirstRefreshTokenAsync();
        var present = (await scene.RefreshAsync(lost)).Issued("refresh_token");

        await ShouldAcceptAsync(scene, lost);

        (await scene.RefreshAsync(present)).ShouldRefuse("invalid_grant");
    }

    [Theory, Spec("RFC 7009 §2.2")]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("rt_!!!!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_token_is_answered_as_if_it_had_been_one(string token)
    {
        var scene = await Scene.SetAsync(host.Server);

        await ShouldAcceptAsync(scene, token);
    }

    [Fact, Spec("RFC 7009 §2.2")]
    public async Task What_is_over_already_is_over()
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();

        foreach (var kind in new[] { "access_token", "access_token", "refresh_token", "refresh_token" })
            await ShouldAcceptAsync(scene, tokens.Issued(kind));
    }

    [Theory, Spec("RFC 7009 §2.1")]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("nonsense")]
    public async Task A_hint_helps_and_never_hinders(string hint)
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        var answer = await host.Server.PostAsync(
            "/connect/revoke",
            scene.Client,
            ("token", token),
            ("token_type_hint", hint)
        );

        answer.ShouldSucceed();
        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task A_public_client_revokes_its_own()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked =>
                asked with
                {
                    AuthenticationMethod = Clients.ClientAuthenticationMethod.None,
                    GrantTypes = ["password", "refresh_token"],
                }
        );
        var token = await scene.FirstRefreshTokenAsync();

        await ShouldAcceptAsync(scene, token);

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task A_token_of_an_api_with_a_secret_is_over_as_well()
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var token = (await scene.SignInAsync()).Issued();

        await ShouldAcceptAsync(scene, token);

        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task A_plain_token_that_does_not_say_whose_it_is_is_ended_by_its_api()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            JwsAlgorithm.HS256,
            asked => asked with { Profile = TokenProfile.Plain }
        );
        var api = await scene.AddApiClientAsync();
        var token = (await scene.SignInAsync(scene.Scope)).Issued();
        (await host.Server.IntrospectAsync(api, token)).ShouldBeActive();

        (await host.Server.RevokeAsync(api, token)).ShouldSucceed();

        (await host.Server.IntrospectAsync(api, token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task Without_a_token_or_without_a_client_it_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        (await host.Server.PostAsync("/connect/revoke", scene.Client)).ShouldRefuse("invalid_request");
        (await host.Server.RevokeAsync(null, token)).ShouldRefuse("invalid_client", 401);
        (await host.Server.RevokeAsync(scene.Client with { Secret = "wrong" }, token)).ShouldRefuse(
            "invalid_client",
            401
        );

        (await scene.IntrospectAsync(token)).ShouldBeActive();
    }

    private async Task ShouldAcceptAsync(Scene scene, string token)
    {
        var answer = await host.Server.RevokeAsync(scene.Client, token);
        answer.ShouldSucceed();
        Assert.Empty(answer.Body);
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }
}
