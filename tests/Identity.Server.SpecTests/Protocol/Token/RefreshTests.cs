using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

public sealed class RefreshTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §6"), Spec("RFC 9700 §4.14.2")]
    public async Task A_refresh_token_gives_its_successor_and_a_fresh_access_token()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.SignInAsync();

        var second = await scene.RefreshAsync(first.Issued("refresh_token"));

        second.ShouldSucceed();
        Assert.NotEqual(first["refresh_token"], second["refresh_token"]);
        Assert.NotEqual(first["access_token"], second["access_token"]);
        Assert.Equal(first["scope"], second["scope"]);
        (await scene.IntrospectAsync(second.Issued())).ShouldBeActive();
    }

    [Fact, Spec("OpenID Connect Core §12.2"), Spec("RFC 9068 §2.2.1")]
    public async Task Its_tokens_keep_the_subject_the_audience_and_the_time_of_the_sign_in()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.SignInAsync();

        var second = await scene.RefreshAsync(first.Issued("refresh_token"));

        foreach (var (kind, type) in new[] { ("id_token", "JWT"), ("access_token", "at+jwt") })
        {
            var before = (await host.Server.VerifyAsync(first.Issued(kind), type)).Claims;
            var after = (await host.Server.VerifyAsync(second.Issued(kind), type)).Claims;
            Assert.Equal(before.Issuer, after.Issuer);
            Assert.Equal(before.Subject, after.Subject);
            Assert.Equal(before.Audience, after.Audience);
            Assert.Equal(
                before.Json.GetProperty("auth_time").GetInt64(),
                after.Json.GetProperty("auth_time").GetInt64()
            );
        }
    }

    [Fact, Spec("RFC 6749 §6"), Spec("RFC 6749 §3.3")]
    public async Task Scope_narrows_for_the_access_token_and_stays_for_the_refresh_token()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.SignInAsync();

        var narrowed = await scene.RefreshAsync(first.Issued("refresh_token"), ("scope", scene.Scope));
        var again = await scene.RefreshAsync(narrowed.Issued("refresh_token"));

        Assert.Equal(scene.Scope, narrowed["scope"]);
        Assert.Equal(scene.Scope, ServedKeys.Claims(narrowed.Issued()).GetProperty("scope").GetString());
        Assert.Null(narrowed["id_token"]);
        Assert.Equal(scene.EveryScope, again["scope"]);
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task Scope_beyond_the_grant_is_refused_and_the_token_stays_good()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync($"offline_access {scene.Scope}")).Issued("refresh_token");

        var answer = await scene.RefreshAsync(token, ("scope", $"{scene.Scope} profile"));

        answer.ShouldRefuse("invalid_scope");
        (await scene.RefreshAsync(token)).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task A_missing_refresh_token_is_named()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, ("grant_type", "refresh_token"));

        answer.ShouldRefuse("invalid_request");
    }

    [Theory]
    [Spec("RFC 6749 §5.2"), Spec("OpenID Connect Core §12.3"), Spec("RFC 6749 §6"), Spec("RFC 6749 §10.4")]
    [Spec("RFC 9700 §4.14.2")]
    [InlineData("rt_")]
    [InlineData("nonsense")]
    [InlineData("rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("rt_!!!!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_refresh_token_of_ours_is_refused(string token)
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_repeat_within_the_grace_gets_the_same_successor()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();

        var one = await scene.RefreshAsync(token);
        var again = await scene.RefreshAsync(token);

        Assert.Equal(one.Issued("refresh_token"), again.Issued("refresh_token"));
        (await scene.RefreshAsync(one.Issued("refresh_token"))).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_suspended_person_refreshes_no_more()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await scene.SuspendAsync();

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task A_client_that_lost_the_grant_type_refreshes_no_more()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.ChangeClientAsync(scene.Client, row => row.GrantTypes = ["password"]);

        (await scene.RefreshAsync(token)).ShouldRefuse("unauthorized_client");

        await host.Server.ChangeClientAsync(scene.Client, row => row.GrantTypes = ["password", "refresh_token"]);
        (await scene.RefreshAsync(token)).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task A_scope_that_the_client_lost_is_left_out()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.ChangeClientAsync(
            scene.Client,
            row => row.Scopes = ["openid", "offline_access", scene.Scope]
        );

        var answer = await scene.RefreshAsync(token);

        Assert.Equal($"openid offline_access {scene.Scope}", answer.Issued("scope"));
    }

    [Fact, Spec("RFC 6749 §10.4")]
    public async Task A_public_client_refreshes_with_its_id_alone()
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

        (await scene.RefreshAsync(token)).ShouldSucceed();
    }
}
