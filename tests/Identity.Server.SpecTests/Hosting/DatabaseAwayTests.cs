using System.Diagnostics;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Hosting;

/// <summary>A database that is away: what needs it says so, what does not goes on, and all recovers by itself.</summary>
public sealed class DatabaseAwayTests(TestDatabases databases)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 9110 §15.6.4"), Spec("RFC 9110 §10.2.3")]
    public async Task Endpoints_that_need_it_say_when_to_come_back_and_the_others_answer()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var line = new DatabaseLine(database);
        await using var server = await TestServer.StartAsync(line.ConnectionString, Ct);
        var scene = await Scene.SetAsync(server);
        var tokens = await scene.SignInAsync();
        var refreshToken = tokens.Issued("refresh_token");

        await line.CutAsync();

        ShouldBeAway(await scene.SignInAsync());
        ShouldBeAway(await scene.RefreshAsync(refreshToken));
        ShouldBeAway(await scene.IntrospectAsync(refreshToken));
        ShouldBeAway(await server.RevokeAsync(scene.Client, refreshToken));
        ShouldBeAway(await server.RevokeAsync(scene.Client, tokens.Issued()));
        ShouldBeAway(await server.UserInfoAsync(tokens.Issued()));
        await ShouldGoOnAsync(scene);
        Assert.Equal(503, (await server.GetAsync("/health/ready")).Status);
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);

        line.Mend();
        await EventuallyAsync(async () => (await server.GetAsync("/health/ready")).Status == 200);
        await EventuallyAsync(async () => (await scene.SignInAsync()).Status == 200);
        (await scene.RefreshAsync(refreshToken)).ShouldSucceed();
        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeActive();
        (await server.UserInfoAsync(tokens.Issued())).ShouldSucceed();
        (await server.RevokeAsync(scene.Client, tokens.Issued())).ShouldSucceed();
        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeInactive();
    }

    [Fact, Spec("RFC 9110 §15.6.4")]
    public async Task A_person_is_shown_a_page_that_says_so_and_stays_signed_in()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var line = new DatabaseLine(database);
        await using var server = await TestServer.StartAsync(line.ConnectionString, Ct);
        using var visitor = new Visitor(server);
        await visitor.GetAsync("/signin?ui_locales=pl");
        await visitor.SignInAsync(await server.AddUserAsync());

        await line.CutAsync();
        foreach (var path in (string[])["/account", "/account/sessions", "/reset-password?token=secret"])
        {
            var visit = await visitor.GetAsync(path);

            Assert.Equal((503, "Zaraz wracamy"), (visit.Status, visit.Heading));
            Assert.NotNull(visit.Response.Headers.RetryAfter);
            Assert.DoesNotContain("secret", visit.Body, StringComparison.Ordinal);
            Assert.Contains(
                "style-src 'sha256-",
                visit.Response.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal
            );
        }

        line.Mend();
        await EventuallyAsync(async () => (await visitor.GetAsync("/account")).Status == 200);
    }

    [Fact, Spec("RFC 9110 §15.6.4")]
    public async Task A_token_is_not_vouched_for_by_a_server_that_cannot_know_whether_it_was_ended()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var line = new DatabaseLine(database);
        await using var server = await TestServer.StartAsync(line.ConnectionString, Ct);
        await using var other = await TestServer.StartAsync(database.ConnectionString, Ct, SameIssuer(server));
        var scene = await Scene.SetAsync(server);
        var token = (await scene.SignInAsync()).Issued();
        await line.CutAsync();
        await EventuallyAsync(async () => (await scene.IntrospectAsync(token)).Status == 503);

        await EventuallyAsync(async () => (await other.RevokeAsync(scene.Client, token)).Status == 200);

        ShouldBeAway(await scene.IntrospectAsync(token));
        line.Mend();
        await EventuallyAsync(async () => (await scene.IntrospectAsync(token)).Status == 200);
        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }

    [Fact, Spec("RFC 9110 §15.6.4")]
    public async Task A_database_that_is_killed_costs_no_client_anything_but_a_moment()
    {
        await using var cluster = await TestCluster.StartAsync(durable: true, Ct);
        await cluster.ManageAsync("CREATE DATABASE killed", Ct);
        await TestSchema.Migrate(cluster.ConnectionString("killed") + ";Pooling=false");
        await using var server = await TestServer.StartAsync(cluster.ConnectionString("killed"), Ct);
        var scene = await Scene.SetAsync(server);
        var token = await scene.FirstRefreshTokenAsync();

        await cluster.KillAsync();

        // The first may still have been answered by the database that is dying.
        for (var rotation = 0; rotation < 3; rotation++)
            token = await RefreshWhenItCanAsync(scene, token);
        await EventuallyAsync(async () => (await server.GetAsync("/health/ready")).Status == 200);
    }

    private static async Task<string> RefreshWhenItCanAsync(Scene scene, string token)
    {
        var started = Stopwatch.GetTimestamp();
        TestAnswer answer;
        do
        {
            answer = await scene.RefreshAsync(token);
            if (answer.Status != 200)
                ShouldBeAway(answer);
            await ShouldGoOnAsync(scene);
        } while (answer.Status != 200 && Stopwatch.GetElapsedTime(started) < Soon);
        answer.ShouldSucceed();
        return answer.Issued("refresh_token");
    }

    private static Dictionary<string, string?> SameIssuer(TestServer server) => new() { ["Issuer"] = server.Issuer };

    private static void ShouldBeAway(TestAnswer answer)
    {
        answer.ShouldRefuse("temporarily_unavailable", 503);
        Assert.True(answer.Response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    private static async Task ShouldGoOnAsync(Scene scene)
    {
        (await scene.ClientCredentialsAsync()).ShouldSucceed();
        (await scene.Server.GetAsync("/.well-known/jwks.json")).ShouldSucceed();
        (await scene.Server.GetAsync("/.well-known/openid-configuration")).ShouldSucceed();
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Soon, "It did not come to pass.");
            await Task.Delay(20, Ct);
        }
    }
}
