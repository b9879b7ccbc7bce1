namespace Identity.Server.Audit;

/// <summary>Has it told how much was left out of the audit, though nothing more of it may come.</summary>
internal sealed class RefusalSums(RefusalTrail refusals, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        refusals.Close();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                refusals.TellSums();
        }
        catch (OperationCanceledException)
        {
            // The server stops: what is left is told there.
        }
    }
}
