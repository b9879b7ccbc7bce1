using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Database.JobRuns;

/// <summary>Remembers what became of jobs, on every node, for a month.</summary>
internal sealed class JobHistory(NpgsqlDataSource database, TimeProvider clock)
{
    private const int DaysKept = 30;

    private const string Columns = "id, job, node, started_at, ended_at, failed, summary";

    private const string Insert = $"INSERT INTO job_runs ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, left($7, 500))";

    private const string Latest = $"""
        SELECT latest.* FROM unnest($1) AS wanted (job)
         CROSS JOIN LATERAL (SELECT {Columns} FROM job_runs r WHERE r.job = wanted.job ORDER BY r.id DESC LIMIT 1) AS latest
        """;

    private const string Successes = """
        SELECT latest.* FROM unnest($1) AS wanted (job)
         CROSS JOIN LATERAL (
           SELECT r.job, r.ended_at FROM job_runs r WHERE r.job = wanted.job AND NOT r.failed ORDER BY r.id DESC LIMIT 1) AS latest
        """;

    // Identifiers are in the order of time.
    private static readonly Keyset Newest = new("id", "id", IsDescending: true);

    private const string Purge = """
        DELETE FROM job_runs WHERE id IN (SELECT id FROM job_runs WHERE started_at < $1 LIMIT $2)
        """;

    public async Task AddAsync(JobRunRow run, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(run.Id);
        command.Parameters.AddWithValue(run.Job);
        command.Parameters.AddWithValue(run.Node);
        command.Parameters.AddWithValue(run.StartedAt);
        command.Parameters.AddWithValue(run.EndedAt);
        command.Parameters.AddWithValue(run.Failed);
        command.Parameters.AddWithValue(run.Summary);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The last run of each of these jobs that has ever run.</summary>
    public async Task<IReadOnlyList<JobRunRow>> LatestAsync(string[] jobs, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Latest);
        command.Parameters.AddWithValue(jobs);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var runs = new List<JobRunRow>();
        while (await rows.ReadAsync(ct))
            runs.Add(Read(rows));
        return runs;
    }

    /// <summary>When each of these jobs that has ever ended well did so last.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastSuccessesAsync(
        string[] jobs,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Successes);
        command.Parameters.AddWithValue(jobs);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            last[rows.GetString(0)] = rows.GetFieldValue<DateTimeOffset>(1);
        return last;
    }

    /// <summary>The runs of one job, the newest first.</summary>
    /// <param name="after">The last one of the page before.</param>
    public Task<Listed<JobRunRow>> ListAsync(string job, Guid? after, int take, CancellationToken ct)
    {
        var list = new ListStatement(Columns, "job_runs", Newest).Where(name => $"job = {name}", job);
        if (after is { } last)
            list.After(last, last);
        return list.ReadAsync(database, take, Read, ct);
    }

    /// <summary>Deletes runs of more than a month ago.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow().AddDays(-DaysKept), ct);

    private static JobRunRow Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Job = row.GetString(1),
            Node = row.GetString(2),
            StartedAt = row.GetFieldValue<DateTimeOffset>(3),
            EndedAt = row.GetFieldValue<DateTimeOffset>(4),
            Failed = row.GetBoolean(5),
            Summary = row.GetString(6),
        };
}
