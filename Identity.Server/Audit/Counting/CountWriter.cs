using Npgsql;

namespace Identity.Server.Audit.Counting;

/// <summary>Stores what was counted, every few seconds and at a clean stop.</summary>
internal sealed partial class CountWriter(
    Counts counts,
    EventCounts stored,
    TimeProvider clock,
    ILogger<CountWriter> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The server takes no more requests by now: the rest is stored.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await StoreAsync(stoppingToken);
    }

    /// <summary>Stores what was counted up to now.</summary>
    public async Task StoreAsync(CancellationToken ct)
    {
        var taken = counts.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await stored.AddAsync(taken, ct);
        }
        catch (NpgsqlException e)
        {
            PutBack(taken);
            NotStored(e.Message);
        }
        catch (OperationCanceledException)
        {
            PutBack(taken);
            throw;
        }
    }

    private void PutBack(IReadOnlyDictionary<Counted, long> taken)
    {
        foreach (var (counted, times) in taken)
            counts.Add(counted, times);
    }

    [LoggerMessage(LogLevel.Warning, "Counts of events wait to be stored: {Problem}")]
    private partial void NotStored(string problem);
}
