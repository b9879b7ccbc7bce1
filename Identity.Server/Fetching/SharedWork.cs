using System.Collections.Concurrent;

namespace Identity.Server.Fetching;

/// <summary>Does a piece of work once for all who ask for it meanwhile; who goes away does not take it with him.</summary>
internal sealed class SharedWork<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TResult>>> _running = new();

    /// <param name="work">Ends by itself: nobody can cancel it.</param>
    public Task<TResult> RunAsync(TKey key, Func<TKey, Task<TResult>> work, CancellationToken ct) =>
        _running.GetOrAdd(key, _ => new Lazy<Task<TResult>>(() => DoAsync(key, work))).Value.WaitAsync(ct);

    private async Task<TResult> DoAsync(TKey key, Func<TKey, Task<TResult>> work)
    {
        try
        {
            return await work(key);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
