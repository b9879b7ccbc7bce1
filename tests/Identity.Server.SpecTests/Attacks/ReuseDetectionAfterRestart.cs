using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class ReuseDetectionAfterRestart(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    private readonly ManualClock _clock = new();

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_spent_token_is_still_spent_and_a_revoked_family_still_revoked()
    {
        Scene before;
        TestAnswer first;
        TestAnswer second;
        await using (var server = await StartAsync())
        {
            before = await Scene.SetAsync(server);
            first = await before.SignInAsync();
            second = await before.RefreshAsync(first.Issued("refresh_token"));
        }
        _clock.Advance(TimeSpan.FromSeconds(11));

        await using (var server = await StartAsync())
        {
            var scene = before with { Server = server };
            (await scene.RefreshAsync(first.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        }

        await using (var server = await StartAsync())
        {
            var scene = before with { Server = server };
            (await scene.RefreshAsync(second.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
            (await scene.IntrospectAsync(second.Issued())).ShouldBeInactive();
            Assert.Equal(401, (await server.UserInfoAsync(second.Issued())).Status);
            // Who was robbed signs in again, and all is well.
            (await scene.SignInAsync()).ShouldSucceed();
        }
    }

    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync(
            database.ConnectionString,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string?> { ["Issuer"] = "http://localhost:5000" },
            _clock
        );
}
