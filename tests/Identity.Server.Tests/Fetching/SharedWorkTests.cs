using Identity.Server.Fetching;

namespace Identity.Server.Tests.Fetching;

public sealed class SharedWorkTests
{
    private readonly SharedWork<string, int> _shared = new();
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_ask_meanwhile_share_one_piece_of_work()
    {
        var askers = new Task<int>[100];
        Parallel.For(0, askers.Length, i => askers[i] = AskAsync("a", Ct));
        var other = AskAsync("b", Ct);
        _end.SetResult(7);

        Assert.All(await Task.WhenAll(askers), answer => Assert.Equal(7, answer));
        Assert.Equal(7, await other);
        Assert.Equal(2, _started);
    }

    [Fact]
    public async Task Who_goes_away_takes_nothing_with_him()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = AskAsync("a", impatient.Token);
        var second = AskAsync("a", Ct);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _end.SetResult(7);

        Assert.Equal(7, await second);
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task What_is_over_is_done_again()
    {
        _end.SetResult(7);

        await AskAsync("a", Ct);
        await AskAsync("a", Ct);

        Assert.Equal(2, _started);
    }

    private Task<int> AskAsync(string key, CancellationToken ct) =>
        _shared.RunAsync(
            key,
            async _ =>
            {
                Interlocked.Increment(ref _started);
                return await _end.Task;
            },
            ct
        );
}
