using Npgsql;

namespace Identity.Server.Hosting.Work;

/// <summary>When a job is due and when it ran, as the scheduler keeps it in the database.</summary>
internal sealed record JobPlan(string Name, DateTimeOffset? DueAt, DateTimeOffset? RanAt, bool IsBroken)
{
    public const string Table = "quartz_triggers";

    public const string Statement =
        "SELECT trigger_name, next_fire_time, prev_fire_time, trigger_state = 'ERROR' FROM quartz_triggers ORDER BY 1";

    public static JobPlan Read(NpgsqlDataReader row) =>
        new(row.GetString(0), TimeOf(row, 1), TimeOf(row, 2), row.GetBoolean(3));

    // Kept as the ticks of the framework, in UTC; zero or less is never.
    private static DateTimeOffset? TimeOf(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) || row.GetInt64(column) <= 0
            ? null
            : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}

/// <summary>Reads the plans of all jobs.</summary>
internal sealed class JobPlans(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<JobPlan>> ListAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(JobPlan.Statement);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var plans = new List<JobPlan>();
        while (await rows.ReadAsync(ct))
            plans.Add(JobPlan.Read(rows));
        return plans;
    }
}
