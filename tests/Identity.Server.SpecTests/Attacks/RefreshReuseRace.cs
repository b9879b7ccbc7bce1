using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class RefreshReuseRace(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_hundred_uses_at_once_have_one_live_successor()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => scene.RefreshAsync(token)));

        var successor = Assert.Single(answers.Select(answer => answer.Issued("refresh_token")).Distinct());
        (await scene.IntrospectAsync(token)).ShouldBeInactive();
        (await scene.IntrospectAsync(successor)).ShouldBeActive();
        (await scene.RefreshAsync(successor)).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task Without_a_grace_one_of_a_hundred_wins_and_the_family_ends()
    {
        var settings = new Dictionary<string, string?> { ["Tokens:RefreshGrace"] = "00:00:00" };
        await using var strict = await TestServer.StartAsync(
            host.ConnectionString,
            TestContext.Current.CancellationToken,
            settings
        );
        var scene = await Scene.SetAsync(strict);
        var token = await scene.FirstRefreshTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => scene.RefreshAsync(token)));

        var winner = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != winner), answer => answer.ShouldRefuse("invalid_grant"));
        (await scene.RefreshAsync(winner.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        (await scene.IntrospectAsync(winner.Issued())).ShouldBeInactive();
    }
}
