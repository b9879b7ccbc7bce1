using Npgsql;

namespace Identity.EndToEnd.Admin;

/// <summary>The counts of a quarter, as a server has them that people use: more by and by, and fewer at weekends.</summary>
internal static class Quarter
{
    private const string Fill = """
        INSERT INTO event_counts (hour, name, outcome, count)
        SELECT date_trunc('day', now(), 'UTC') - d * interval '1 day' + interval '9 hours', name, outcome,
               (usual * (1 - d / 150.0) * (0.9 + (d * 7919 % 20) / 100.0)
                 * CASE WHEN extract(isodow FROM now() - d * interval '1 day') > 5 THEN 0.45 ELSE 1 END)::bigint
          FROM generate_series(1, 89) d,
               (VALUES ('sign-in', 'done', 1400), ('sign-in', 'refused', 120), ('registration', 'done', 45),
                       ('tokens', 'authorization_code', 1500), ('tokens', 'refresh_token', 5200),
                       ('tokens', 'client_credentials', 2100)) AS counted (name, outcome, usual)
        ON CONFLICT DO NOTHING
        """;

    public static async Task PassAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var fill = database.CreateCommand(Fill);
        await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
