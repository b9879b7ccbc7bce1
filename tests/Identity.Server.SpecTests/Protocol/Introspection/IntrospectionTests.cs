using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Introspection;

public sealed class IntrospectionTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7662 §2.2"), Spec("RFC 7662 §4")]
    public async Task The_api_is_told_all_that_the_token_says()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        var answer = await host.Server.IntrospectAsync(await scene.AddApiClientAsync(), token);

        answer.ShouldBeActive();
        Assert.Equal("Bearer", answer["token_type"]);
        foreach (var claim in ServedKeys.Claims(token).EnumerateObject())
            Assert.Equal(claim.Value.ToString(), answer[claim.Name]);
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task The_client_that_owns_the_token_is_told_the_same()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.IntrospectAsync((await scene.SignInAsync()).Issued())).ShouldBeActive();
    }

    [Fact, Spec("RFC 7662 §2.2"), Spec("RFC 7662 §4")]
    public async Task Nobody_else_is_told_anything()
    {
        var scene = await Scene.SetAsync(host.Server);
        var other = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();

        foreach (var caller in new[] { other.Client, await other.AddApiClientAsync() })
        {
            (await host.Server.IntrospectAsync(caller, tokens.Issued())).ShouldBeInactive();
            (await host.Server.IntrospectAsync(caller, tokens.Issued("refresh_token"))).ShouldBeInactive();
        }
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task A_refresh_token_is_described_to_its_client_and_not_to_the_api()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();

        var answer = await scene.IntrospectAsync(token);

        answer.ShouldBeActive();
        Assert.Equal(["active", "client_id", "exp", "iat", "scope", "sub", "token_type"], answer.Json.Members());
        Assert.Equal(scene.EveryScope, answer["scope"]);
        (await host.Server.IntrospectAsync(await scene.AddApiClientAsync(), token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task A_spent_refresh_token_is_inactive()
    {
        var scene = await Scene.SetAsync(host.Server);
        var spent = await scene.FirstRefreshTokenAsync();
        var next = (await scene.RefreshAsync(spent)).Issued("refresh_token");

        (await scene.IntrospectAsync(spent)).ShouldBeInactive();
        (await scene.IntrospectAsync(next)).ShouldBeActive();
    }

    [Theory, Spec("RFC 7662 §2.1")]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("nonsense")]
    public async Task A_hint_helps_and_never_hinders(string hint)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();

        foreach (var kind in new[] { "access_token", "refresh_token" })
        {
            var answer = await host.Server.PostAsync(
                "/connect/introspect",
                scene.Client,
                ("token", tokens.Issued(kind)),
                ("token_type_hint", hint)
            );
            answer.ShouldBeActive();
        }
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task An_id_token_is_no_access_token()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.IntrospectAsync((await scene.SignInAsync()).Issued("id_token"))).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7662 §2.2"), Spec("RFC 7518 §3.2")]
    public async Task A_token_signed_with_the_apis_secret_is_vouched_for()
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS512);
        var token = (await scene.SignInAsync()).Issued();

        (await host.Server.IntrospectAsync(await scene.AddApiClientAsync(), token)).ShouldBeActive();
    }

    [Theory, Spec("RFC 7662 §2.2"), Spec("RFC 7662 §2.3")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("rt_short")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vbmUifQ.e30.AAAA")]
    [InlineData("%20")]
    [InlineData("\ud83d\ude00")]
    public async Task What_is_no_token_is_inactive(string token)
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 7662 §2.1")]
    public async Task Without_a_token_it_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await host.Server.PostAsync("/connect/introspect", scene.Client)).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 7662 §2.1"), Spec("RFC 7662 §2.3"), Spec("RFC 7662 §4")]
    public async Task Who_does_not_authenticate_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);
        var open = await host.Server.AddClientAsync(
            ["openid"],
            asked =>
                asked with
                {
                    AuthenticationMethod = Clients.ClientAuthenticationMethod.None,
                    GrantTypes = ["password"],
                }
        );
        var token = (await scene.SignInAsync()).Issued();

        (await host.Server.IntrospectAsync(null, token)).ShouldRefuse("invalid_client", 401);
        (await host.Server.IntrospectAsync(open, token)).ShouldRefuse("invalid_client", 401);
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task A_clients_own_token_is_active_until_the_client_is_disabled()
    {
        var scene = await Scene.SetAsync(host.Server);
        var api = await scene.AddApiClientAsync();
        var token = (await scene.ClientCredentialsAsync()).Issued();
        (await host.Server.IntrospectAsync(api, token)).ShouldBeActive();

        await host.Server.DisableAsync(scene.Client);

        (await host.Server.IntrospectAsync(api, token)).ShouldBeInactive();
    }
}
