using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>What the systems are limited by: counters and clocks, which no other test may share.</summary>
public sealed class LimitsTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() =>
        _database = await databases.CreateStartedAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Links_live_for_a_day_and_an_hour()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(
            _database.ConnectionString,
            TestContext.Current.CancellationToken,
            clock: clock
        );
        var tracker = new IssueTracker(await AdoptedServer.WithAllAsync(server));
        var email = AdoptedServer.NewEmail();
        await tracker.RegisterAsync(email);
        var verification = await tracker.Server.TokenOfLetterAsync("verify_email", email);
        await tracker.AskAsync("forgot-password", email);
        var reset = await tracker.Server.TokenOfLetterAsync("reset_password", email);

        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(400, (await tracker.ResetAsync(reset, "another horse that staples")).Status);
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(400, (await tracker.VerifyAsync(verification)).Status);
    }

    [Fact]
    public async Task Too_many_signups_are_told_when_to_come_back()
    {
        var settings = new Dictionary<string, string?> { ["Throttling:RequestsPerSource"] = "2" };
        await using var strict = await TestServer.StartAsync(
            _database.ConnectionString,
            TestContext.Current.CancellationToken,
            settings
        );
        var server = await AdoptedServer.WithAllAsync(strict);

        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            var body = $$"""{"email":"{{AdoptedServer.NewEmail()}}","password":"{{AdoptedServer.Strong}}"}""";
            statuses.Add((await server.PostAsync("/api/auth/signup", body)).Status);
        }

        Assert.Equal(429, statuses[^1]);
        Assert.Equal(201, statuses[0]);
    }
}
