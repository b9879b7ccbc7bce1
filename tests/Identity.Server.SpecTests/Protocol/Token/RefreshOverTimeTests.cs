using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>What becomes of refresh tokens as time passes, on a clock of the test's own.</summary>
public sealed class RefreshOverTimeTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(
            database.ConnectionString,
            TestContext.Current.CancellationToken,
            clock: _clock
        );

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact, Spec("RFC 9700 §4.14.2"), Spec("RFC 6749 §10.4")]
    public async Task A_repeat_after_the_grace_ends_the_family_and_its_access_tokens()
    {
        var scene = await Scene.SetAsync(Server);
        var first = await scene.SignInAsync();
        var second = await scene.RefreshAsync(first.Issued("refresh_token"));
        _clock.Advance(TimeSpan.FromSeconds(11));

        (await scene.RefreshAsync(first.Issued("refresh_token"))).ShouldRefuse("invalid_grant");

        (await scene.RefreshAsync(second.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        foreach (var answer in new[] { first, second })
        {
            (await scene.IntrospectAsync(answer.Issued())).ShouldBeInactive();
            Assert.Equal(401, (await Server.UserInfoAsync(answer.Issued())).Status);
        }
        (await scene.IntrospectAsync(second.Issued("refresh_token"))).ShouldBeInactive();
    }

    [Fact, Spec("OpenID Connect Core §12.2")]
    public async Task A_refreshed_id_token_is_of_its_own_time()
    {
        var scene = await Scene.SetAsync(Server);
        var first = await scene.SignInAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));

        var second = await scene.RefreshAsync(first.Issued("refresh_token"));

        var (before, after) = (Times(first), Times(second));
        Assert.Equal(300, after.IssuedAt - before.IssuedAt);
        Assert.Equal(before.SignedIn, after.SignedIn);

        static (long IssuedAt, long SignedIn) Times(TestAnswer answer)
        {
            var claims = ServedKeys.Claims(answer.Issued("id_token"));
            return (claims.GetProperty("iat").GetInt64(), claims.GetProperty("auth_time").GetInt64());
        }
    }

    [Fact, Spec("RFC 9700 §2.2.2"), Spec("RFC 9700 §4.14.2")]
    public async Task The_refresh_token_of_a_public_client_is_found_out_when_it_is_used_twice()
    {
        var scene = await Scene.SetAsync(
            Server,
            client: asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    GrantTypes = ["password", "refresh_token"],
                }
        );
        var stolen = await scene.FirstRefreshTokenAsync();
        var next = (await scene.RefreshAsync(stolen)).Issued("refresh_token");
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.NotEqual(stolen, next);
        (await scene.RefreshAsync(stolen)).ShouldRefuse("invalid_grant");
        (await scene.RefreshAsync(next)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_grandparent_ends_the_family_even_within_the_grace()
    {
        var scene = await Scene.SetAsync(Server);
        var first = await scene.FirstRefreshTokenAsync();
        var second = (await scene.RefreshAsync(first)).Issued("refresh_token");
        var third = (await scene.RefreshAsync(second)).Issued("refresh_token");

        (await scene.RefreshAsync(first)).ShouldRefuse("invalid_grant");

        (await scene.RefreshAsync(third)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task One_family_ends_and_the_persons_others_go_on()
    {
        var scene = await Scene.SetAsync(Server);
        var other = await scene.FirstRefreshTokenAsync();
        var spent = await scene.FirstRefreshTokenAsync();
        (await scene.RefreshAsync(spent)).ShouldSucceed();
        _clock.Advance(TimeSpan.FromSeconds(11));

        (await scene.RefreshAsync(spent)).ShouldRefuse("invalid_grant");

        (await scene.RefreshAsync(other)).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_token_that_is_not_used_for_a_fortnight_is_dead()
    {
        var scene = await Scene.SetAsync(Server);
        var token = await scene.FirstRefreshTokenAsync();
        _clock.Advance(TimeSpan.FromDays(14));

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task However_often_it_is_used_a_family_ends()
    {
        var scene = await Scene.SetAsync(
            Server,
            client: asked => asked with { Lifetimes = new(null, TimeSpan.FromDays(2), TimeSpan.FromDays(5)) }
        );
        var token = await scene.FirstRefreshTokenAsync();
        for (var day = 1; day < 5; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            token = (await scene.RefreshAsync(token)).Issued("refresh_token");
        }
        _clock.Advance(TimeSpan.FromDays(1));

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 7519 §4.1.4"), Spec("RFC 9068 §4"), Spec("RFC 6750 §5.2"), Spec("RFC 7662 §4")]
    public async Task An_access_token_is_over_when_it_says()
    {
        var scene = await Scene.SetAsync(Server);
        var token = (await scene.SignInAsync()).Issued();
        (await scene.IntrospectAsync(token)).ShouldBeActive();
        _clock.Advance(TimeSpan.FromMinutes(10));

        (await scene.IntrospectAsync(token)).ShouldBeInactive();
        Assert.Equal(401, (await Server.UserInfoAsync(token)).Status);
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task An_old_secret_works_until_its_overlap_is_over_and_the_new_one_at_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var scene = await Scene.SetAsync(Server);
        var rotated = Assert.IsType<Registration.Done>(
            await Server.Get<ClientRegistry>().RotateSecretAsync(scene.Client.Id, TimeSpan.FromDays(1), ct)
        );
        await Server.Get<ClientCatalog>().ReloadAsync(ct);
        var renewed = scene with { Client = scene.Client with { Secret = rotated.Secret } };

        (await scene.ClientCredentialsAsync()).ShouldSucceed();
        (await renewed.ClientCredentialsAsync()).ShouldSucceed();
        _clock.Advance(TimeSpan.FromDays(1));

        (await scene.ClientCredentialsAsync()).ShouldRefuse("invalid_client", 401);
        (await renewed.ClientCredentialsAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 7518 §3.2")]
    public async Task An_apis_old_secret_verifies_until_its_overlap_is_over()
    {
        var ct = TestContext.Current.CancellationToken;
        var scene = await Scene.SetAsync(
            Server,
            Jose.JwsAlgorithm.HS256,
            asked => asked with { AccessTokenLifetime = TimeSpan.FromDays(2) }
        );
        var token = (await scene.ClientCredentialsAsync()).Issued();
        await Server.Get<Resources.ApiRegistry>().RotateSecretAsync(scene.Audience, TimeSpan.FromDays(1), ct);
        await Server.Get<Resources.ApiCatalog>().ReloadAsync(ct);

        (await scene.IntrospectAsync(token)).ShouldBeActive();
        _clock.Advance(TimeSpan.FromDays(1));

        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }
}
