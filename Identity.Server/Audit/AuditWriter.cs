using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Audit;

/// <summary>Stores what the trail holds: whatever has come in meanwhile is the next batch.</summary>
internal sealed partial class AuditWriter(
    AuditTrail trail,
    AuditStorage storage,
    TimeProvider clock,
    ILogger<AuditWriter> logger
) : BackgroundService
{
    private const int LargestBatch = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The server takes no more requests by now: what is there is stored, for as long as the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        trail.Close();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
        while (trail.Waiting.TryRead(out var entry))
            trail.Drop(entry);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await trail.Waiting.WaitToReadAsync(stoppingToken))
            await StoreWaitingAsync(stoppingToken);
    }

    /// <summary>Stores what waits now: also for a command, which ends before anything else would.</summary>
    public async Task StoreWaitingAsync(CancellationToken ct)
    {
        var batch = new List<AuditEntry>();
        do
        {
            batch.Clear();
            while (batch.Count < LargestBatch && trail.Waiting.TryRead(out var entry))
                batch.Add(entry);
            if (batch.Count > 0)
                await StoreAsync(batch, ct);
        } while (batch.Count == LargestBatch);
    }

    private async Task StoreAsync(List<AuditEntry> batch, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await storage.StoreAsync(batch, ct);
                return;
            }
            catch (OperationCanceledException)
            {
                batch.ForEach(trail.Drop);
                throw;
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsAway(e))
            {
                Away(batch.Count, e.Message);
            }
            catch (PostgresException e)
            {
                // Not to be had for trying again: it is in the log, and the next batch is not held up by it.
                Refused(e.MessageText);
                batch.ForEach(trail.Drop);
                return;
            }
            await WaitAsync(batch, ct);
        }
    }

    private async Task WaitAsync(List<AuditEntry> batch, CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, clock, ct);
        }
        catch (OperationCanceledException)
        {
            batch.ForEach(trail.Drop);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events wait for the audit, because the database is away: {Problem}")]
    private partial void Away(int count, string problem);

    [LoggerMessage(LogLevel.Error, "The database refused events of the audit: {Problem}")]
    private partial void Refused(string problem);
}
