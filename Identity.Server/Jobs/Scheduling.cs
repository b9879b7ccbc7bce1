using Quartz;

namespace Identity.Server.Jobs;

/// <summary>Runs the scheduler while the server runs: begun when all else has started, ended before anything else stops.</summary>
/// <remarks>
/// Quartz's own service does not wait for a start that is under way when the server is told to stop: such a scheduler goes on
/// without a database, and keeps the process alive for ever. A start is not cut short here, and whatever was started is ended,
/// by the host's stop or, after a start that failed elsewhere, with the container.
/// </remarks>
internal sealed class Scheduling(ISchedulerFactory schedulers) : IHostedLifecycleService, IAsyncDisposable
{
    private IScheduler? _scheduler;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _scheduler = await schedulers.GetScheduler(CancellationToken.None);
        await _scheduler.Start(CancellationToken.None);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => EndAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await EndAsync(CancellationToken.None);

    private async Task EndAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _scheduler, null) is not { } scheduler)
            return;
        try
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, ct).AsTask().WaitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // A job, or a database that does not answer, has used up the time of a stop. Other nodes take up what is left.
        }
    }
}
