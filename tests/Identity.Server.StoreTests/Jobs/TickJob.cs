using Npgsql;
using Quartz;

namespace Identity.Server.StoreTests.Jobs;

/// <summary>Writes down for when it was due and which node ran it.</summary>
public sealed class TickJob(NpgsqlDataSource database) : IJob
{
    public const string Table = "CREATE TABLE ticks (due timestamptz NOT NULL, node text NOT NULL)";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand("INSERT INTO ticks VALUES ($1, $2)");
        command.Parameters.AddWithValue(context.ScheduledFireTimeUtc!.Value.ToUniversalTime());
        command.Parameters.AddWithValue(context.Scheduler.SchedulerInstanceId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
