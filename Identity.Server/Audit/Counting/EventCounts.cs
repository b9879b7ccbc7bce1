using Npgsql;

namespace Identity.Server.Audit.Counting;

/// <summary>How often something happened in an hour or a day.</summary>
internal sealed record CountedSpan(DateTimeOffset At, string Name, string Outcome, long Times);

/// <summary>How often something happened lately, and how often before.</summary>
internal sealed record CountedTwice(string Name, string Outcome, long Lately, long Before);

/// <summary>Stores counts by adding to those that are there, and reads them again.</summary>
internal sealed class EventCounts(NpgsqlDataSource database, TimeProvider clock)
{
    // In one order for all, so that of two nodes that add to the same rows one waits, and not each for the other.
    private const string Upsert = """
        INSERT INTO event_counts (hour, name, outcome, count)
        SELECT * FROM unnest($1, $2, $3, $4) ORDER BY 1, 2, 3
        ON CONFLICT (hour, name, outcome) DO UPDATE SET count = event_counts.count + excluded.count
        """;

    private const string Series = """
        SELECT date_trunc($1, hour, 'UTC'), name, outcome, sum(count)::bigint FROM event_counts
         WHERE hour >= $2 AND name = ANY($3) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private const string Compare = """
        SELECT name, outcome, COALESCE(sum(count) FILTER (WHERE hour >= $1), 0)::bigint,
               COALESCE(sum(count) FILTER (WHERE hour < $1), 0)::bigint
          FROM event_counts WHERE hour >= $2 AND name = ANY($3) GROUP BY 1, 2
        """;

    private const string Purge = "DELETE FROM event_counts WHERE hour < $1";

    // Two years, so that a month can be compared with the same one of the year before.
    private const int DaysKept = 731;

    public async Task AddAsync(IReadOnlyDictionary<Counted, long> counts, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await AddAsync(connection, counts, ct);
    }

    /// <summary>Adds within the transaction that the connection is in.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<Counted, long> counts,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Upsert, connection);
        command.Parameters.AddWithValue(counts.Keys.Select(counted => counted.Hour).ToArray());
        command.Parameters.AddWithValue(counts.Keys.Select(counted => counted.Name).ToArray());
        command.Parameters.AddWithValue(counts.Keys.Select(counted => counted.Outcome).ToArray());
        command.Parameters.AddWithValue(counts.Values.ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How often these happened in each hour or day, where they did.</summary>
    /// <param name="since">The first hour that counts.</param>
    /// <param name="isByDay">By the days of UTC; otherwise by the hour.</param>
    public async Task<IReadOnlyList<CountedSpan>> SeriesAsync(
        DateTimeOffset since,
        bool isByDay,
        string[] names,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Series);
        command.Parameters.AddWithValue(isByDay ? "day" : "hour");
        command.Parameters.AddWithValue(since);
        command.Parameters.AddWithValue(names);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<CountedSpan>();
        while (await rows.ReadAsync(ct))
        {
            found.Add(
                new CountedSpan(
                    rows.GetFieldValue<DateTimeOffset>(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.GetInt64(3)
                )
            );
        }
        return found;
    }

    /// <summary>How often these happened since a moment, and how often in the same time before it.</summary>
    public async Task<IReadOnlyList<CountedTwice>> CompareAsync(
        DateTimeOffset since,
        TimeSpan before,
        string[] names,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Compare);
        command.Parameters.AddWithValue(since);
        command.Parameters.AddWithValue(since - before);
        command.Parameters.AddWithValue(names);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<CountedTwice>();
        while (await rows.ReadAsync(ct))
            found.Add(new CountedTwice(rows.GetString(0), rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3)));
        return found;
    }

    /// <summary>Deletes counts that nobody compares anything with any more.</summary>
    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.AddWithValue(clock.GetUtcNow().AddDays(-DaysKept));
        return await command.ExecuteNonQueryAsync(ct);
    }
}
