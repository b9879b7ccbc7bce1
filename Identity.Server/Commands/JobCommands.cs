using System.CommandLine;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Commands;

/// <summary>`jobs …`: what the server does by itself.</summary>
internal static class JobCommands
{
    private static readonly Argument<string> Name = new("name");

    public static Command Create(CommandHost host) =>
        new("jobs", "What the server does by itself.") { List(host), Run(host) };

    private static Command List(CommandHost host) =>
        host.On(
            new Command("list", "Show every job and when it runs (Quartz cron, UTC)."),
            (services, _, _) =>
            {
                var jobs = services.GetRequiredService<JobRunner>().Jobs;
                return Task.FromResult(
                    CommandResult.Done(
                        Table.Of(["JOB", "SCHEDULE"], jobs.Select(job => new[] { job.Name, job.Schedule }))
                    )
                );
            }
        );

    private static Command Run(CommandHost host) =>
        host.On(
            new Command("run", "Run a job now.") { Name },
            async (services, arguments, ct) =>
            {
                var name = arguments.GetRequiredValue(Name);
                return await services.GetRequiredService<JobRunner>().RunAsync(name, ct) switch
                {
                    null => CommandResult.Failed($"There is no job '{name}'. `jobs list` shows them."),
                    { HasFailed: true } run => CommandResult.Failed($"{name} failed: {run.Summary}"),
                    var run => CommandResult.Done($"{name}: {run.Summary}"),
                };
            }
        );
}
