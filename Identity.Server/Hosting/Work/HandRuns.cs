using System.Threading.Channels;

namespace Identity.Server.Hosting.Work;

/// <summary>Runs the jobs that somebody asks for, one after the other, also when nobody waits for it any more.</summary>
internal sealed class HandRuns(JobRunner runner) : BackgroundService
{
    private const int MostWaiting = 20;

    private readonly Channel<Wish> _wishes = Channel.CreateBounded<Wish>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );

    /// <param name="run">What becomes of it.</param>
    /// <returns>False where so many wait already that no more are taken.</returns>
    public bool TryStart(NamedJob job, out Task<JobRun> run)
    {
        var done = new TaskCompletionSource<JobRun>(TaskCreationOptions.RunContinuationsAsynchronously);
        run = done.Task;
        return _wishes.Writer.TryWrite(new Wish(job.Name, done));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var wish in _wishes.Reader.ReadAllAsync(stoppingToken))
        {
            if (await runner.RunAsync(wish.Name, stoppingToken) is { } run)
                wish.Done.SetResult(run);
        }
    }

    private sealed record Wish(string Name, TaskCompletionSource<JobRun> Done);
}
