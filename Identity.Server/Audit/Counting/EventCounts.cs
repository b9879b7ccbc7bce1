using Npgsql;

namespace Identity.Server.Audit.Counting;

/// <summary>Stores counts by adding to those that are there, and reads them again.</summary>
internal sealed class EventCounts(NpgsqlDataSource database, TimeProvider clock)
{
    // In one order for all, so that of two nodes that add to the same rows one waits, and not each for the other.
    private const string Upsert = """
        INSERT INTO event_counts (hour, name, outcome, count)
        SELECT * FROM unnest($1, $2, $3, $4) ORDER BY 1, 2, 3
        ON CONFLICT (hour, name, outcome) DO UPDATE SET count = event_counts.count + excluded.count
        """;

    private const string Find = """
        SELECT hour, name, outcome, count FROM event_counts
         WHERE hour >= $1 AND hour < $2 AND name = ANY($3) ORDER BY hour, name, outcome
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

    /// <param name="since">The first hour that counts.</param>
    /// <param name="until">The first moment that does not.</param>
    public async Task<IReadOnlyList<KeyValuePair<Counted, long>>> FindAsync(
        DateTimeOffset since,
        DateTimeOffset until,
        string[] names,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(since);
        command.Parameters.AddWithValue(until);
        command.Parameters.AddWithValue(names);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<KeyValuePair<Counted, long>>();
        while (await rows.ReadAsync(ct))
        {
            found.Add(
                KeyValuePair.Create(
                    new Counted(rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1), rows.GetString(2)),
                    rows.GetInt64(3)
                )
            );
        }
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
