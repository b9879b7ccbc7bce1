using Microsoft.Extensions.Logging;

namespace Identity.Authentication.Provider;

/// <summary>
/// Keeps what a provider publishes at hand: fetched once for all who wait for it, renewed while nobody waits, and kept while the
/// provider is away.
/// </summary>
internal sealed class KeptDocument<T>(
    Func<CancellationToken, Task<Fetched<T>>> fetch,
    TimeSpan freshFor,
    TimeProvider clock,
    ILogger logger
)
    where T : class
{
    /// <summary>How long a provider that did not answer is left alone, by those who have nothing yet to go on with.</summary>
    public static readonly TimeSpan PauseWithNothing = TimeSpan.FromSeconds(1);

    /// <summary>How long it is left alone otherwise; also how seldom somebody may ask for something newer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private volatile Kept? _kept;
    private Task? _running;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _nextWish = DateTimeOffset.MinValue;
    private string _reason = "";

    /// <summary>What is at hand; only the first ones ever wait.</summary>
    /// <exception cref="ProviderUnavailableException">There is nothing at hand, and nothing to be had.</exception>
    public ValueTask<T> GetAsync(CancellationToken ct)
    {
        if (_kept is not { } kept)
            return FirstAsync(ct);
        if (clock.GetUtcNow() >= kept.StaleAt)
            _ = Begin();
        return new ValueTask<T>(kept.Value);
    }

    /// <summary>What is there now, for somebody who misses something in what is at hand; one wish in a <see cref="Pause"/> is granted.</summary>
    /// <exception cref="ProviderUnavailableException">There is nothing at hand, and nothing to be had.</exception>
    public async ValueTask<T> GetNewerAsync(CancellationToken ct)
    {
        if (_kept is null)
            return await FirstAsync(ct);
        await GrantWish().WaitAsync(ct);
        return _kept.Value;
    }

    private async ValueTask<T> FirstAsync(CancellationToken ct)
    {
        await Begin().WaitAsync(ct);
        return _kept?.Value ?? throw new ProviderUnavailableException(_reason);
    }

    private Task GrantWish()
    {
        lock (_lock)
        {
            if (_running is not null)
                return _running;
            var now = clock.GetUtcNow();
            if (now < _nextWish)
                return Task.CompletedTask;
            _nextWish = now + Pause;
            return _running = RunAsync();
        }
    }

    /// <returns>Nothing to wait for, while the provider is left alone.</returns>
    private Task Begin()
    {
        lock (_lock)
        {
            return _running ?? (clock.GetUtcNow() < _restUntil ? Task.CompletedTask : _running = RunAsync());
        }
    }

    /// <summary>Belongs to nobody who waits for it, so that none of them can end it for the others.</summary>
    private async Task RunAsync()
    {
        // Not under the lock of whoever began it.
        await Task.Yield();
        try
        {
            Keep(await fetch(CancellationToken.None));
        }
        finally
        {
            lock (_lock)
                _running = null;
        }
    }

    private void Keep(Fetched<T> fetched)
    {
        var now = clock.GetUtcNow();
        switch (fetched)
        {
            case Fetched<T>.Found found:
                _kept = new Kept(found.Value, now + freshFor);
                break;
            case Fetched<T>.Missing missing:
                logger.ProviderDidNotAnswer(missing.Reason);
                lock (_lock)
                {
                    _reason = missing.Reason;
                    _restUntil = now + (_kept is null ? PauseWithNothing : Pause);
                }
                break;
        }
    }

    private sealed record Kept(T Value, DateTimeOffset StaleAt);
}
