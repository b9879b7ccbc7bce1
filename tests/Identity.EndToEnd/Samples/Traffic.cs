using System.Collections.Concurrent;

namespace Identity.EndToEnd.Samples;

/// <summary>Requests that go on while something is changed under them.</summary>
internal sealed class Traffic
{
    private const int Callers = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Between two requests of one caller: enough to miss nothing, and not to keep the machine from all else.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private readonly Task[] _callers;
    private volatile bool _isEnding;

    /// <param name="call">Makes one request; tells its status, and of which kind it was.</param>
    public Traffic(Func<Task<(int Status, string Kind)>> call) =>
        _callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(call)))];

    /// <summary>Waits until so many requests of a kind have been answered.</summary>
    public async Task FlowsAsync(string kind, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (_kinds.GetValueOrDefault(kind) < count)
        {
            foreach (var caller in _callers)
                Assert.False(caller.IsFaulted, $"A call has failed: {caller.Exception}");
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Ends it, and tells every status that was answered.</summary>
    public async Task<IEnumerable<int>> EndAsync()
    {
        _isEnding = true;
        await Task.WhenAll(_callers);
        return _statuses.Keys.Order();
    }

    private async Task CallAsync(Func<Task<(int Status, string Kind)>> call)
    {
        while (!_isEnding)
        {
            var (status, kind) = await call();
            _kinds.AddOrUpdate(kind, 1, (_, count) => count + 1);
            _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            await Task.Delay(Breath, CancellationToken.None);
        }
    }
}
