using Identity.Server.Hosting.Telemetry;
using Identity.Server.Hosting.Work;
using Quartz;

namespace Identity.Server.Jobs;

/// <summary>What Quartz calls when a job is due: on one node of the cluster, and never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledJob<TJob>(JobRunner runner, ServerSpans spans) : IJob
    where TJob : IServerJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var span = spans.Begin("job")?.SetTag("job.name", TJob.Name);
        await runner.RunAsync(TJob.Name, cancellationToken);
    }
}
