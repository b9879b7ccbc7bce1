using Identity.Server.Database;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Tokens;

/// <summary>How far back a repeat is forgiven while the database comes and goes.</summary>
public sealed class RefreshTimesTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ManualClock _clock = new();
    private readonly TokenRoom _room = new();
    private readonly RefreshTimes _times;

    public RefreshTimesTests() => _times = Times();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TimeSpan Forgiven => _clock.Now - _times.Begin().ForgivenSince;

    [Fact]
    public async Task While_everything_is_answered_the_grace_is_what_was_set()
    {
        await AnswerAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Grace, Forgiven);
    }

    [Fact]
    public async Task What_was_left_without_an_answer_is_forgiven_until_a_minute_after_answers_are_back()
    {
        await LeaveUnansweredAsync();
        _clock.Advance(TimeSpan.FromMinutes(3));
        await LeaveUnansweredAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(4) + Grace, Forgiven);

        await AnswerAsync();
        _clock.Advance(RefreshTimes.Return - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMinutes(5) + Grace - TimeSpan.FromSeconds(1), Forgiven);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Grace, Forgiven);
    }

    [Fact]
    public async Task An_absence_that_is_over_is_not_counted_into_the_next()
    {
        await LeaveUnansweredAsync();
        await AnswerAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await AnswerAsync();

        await LeaveUnansweredAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30) + Grace, Forgiven);
    }

    [Fact]
    public async Task A_client_that_leaves_by_itself_gains_nothing()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            _times.WatchAsync<bool>(_ => throw new OperationCanceledException(left.Token), left.Token)
        );
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Grace, Forgiven);
    }

    public void Dispose() => _room.Dispose();

    private RefreshTimes Times() =>
        new(_room.Lifetimes, new DatabaseClock(Options.Create(new DatabaseOptions()), _clock), _clock);

    private Task<bool> AnswerAsync() => _times.WatchAsync(_ => Task.FromResult(true), Ct);

    private Task LeaveUnansweredAsync() =>
        Assert.ThrowsAsync<TimeoutException>(() => _times.WatchAsync<bool>(_ => throw new TimeoutException(), Ct));
}
