using System.Text;
using Identity.Server.Database.Repeats;
using Identity.Server.Database.Sealing;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Database.Repeats;

/// <summary>Requests that come twice are known again.</summary>
public sealed class RequestRepeatsTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        database.ConnectionString + ";Application Name=identity"
    );
    private readonly MasterKey _master = new(new byte[MasterKey.Length]);
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RequestRepeats Repeats => new(_source, _master, _clock);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _master.Dispose();
    }

    [Fact]
    public async Task Of_a_hundred_that_come_at_once_one_is_the_first()
    {
        var key = TestClients.Unique("key");

        var found = await Sql.RaceAsync(
            database.ConnectionString,
            "repeats",
            waiting: 2,
            Enumerable.Range(0, 100).Select(_ => Task.Run(() => ClaimAsync(key), Ct))
        );

        Assert.Single(found.OfType<Repeat.First>());
        Assert.Equal(99, found.OfType<Repeat.InProgress>().Count());
    }

    [Fact]
    public async Task What_was_answered_is_answered_again_for_a_day()
    {
        var key = TestClients.Unique("key");
        var first = Assert.IsType<Repeat.First>(await ClaimAsync(key));
        await Repeats.AnswerAsync(first, new RepeatedAnswer(201, "/x", [1, 2, 3]), Ct);

        var again = Assert.IsType<Repeat.Answered>(await ClaimAsync(key)).Answer;
        Assert.Equal((201, "/x"), (again.Status, again.Location));
        Assert.Equal([1, 2, 3], again.Answer);
        Assert.IsType<Repeat.OtherBody>(await ClaimAsync(key, body: "other"));

        _clock.Advance(TimeSpan.FromHours(25));
        Assert.IsType<Repeat.First>(await ClaimAsync(key, body: "other"));
    }

    [Fact]
    public async Task What_was_forgotten_or_left_lying_is_the_first_again()
    {
        var key = TestClients.Unique("key");
        var first = Assert.IsType<Repeat.First>(await ClaimAsync(key));
        await Repeats.ForgetAsync(first, Ct);
        Assert.IsType<Repeat.First>(await ClaimAsync(key));

        Assert.IsType<Repeat.InProgress>(await ClaimAsync(key));
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.IsType<Repeat.First>(await ClaimAsync(key));
    }

    [Fact]
    public async Task What_is_over_is_deleted()
    {
        await ClaimAsync(TestClients.Unique("key"));
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.True(await Repeats.PurgeAsync(Ct) > 0);
        Assert.Equal(0, await Repeats.PurgeAsync(Ct));
    }

    private Task<Repeat> ClaimAsync(string key, string body = "body") =>
        Repeats.ClaimAsync("user:1", "POST /x", key, Encoding.UTF8.GetBytes(body), Ct);
}
