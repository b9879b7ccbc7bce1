using Npgsql;

namespace Identity.EndToEnd.Admin;

/// <summary>A hundred thousand people, as a server has them after some years.</summary>
internal static class Crowd
{
    public const int Size = 100_000;

    private const string Fill = """
        INSERT INTO users (id, email, canonical_email, name, epoch, security_stamp, concurrency_stamp, email_verified_at,
                           password_change_required, created_at, updated_at)
        SELECT gen_random_uuid(), 'crowd' || n || '@example.org', 'crowd' || n || '@example.org',
               (ARRAY['Ada','Bruno','Chloé','Dmitri','Eva','Farid','Grażyna','Hugo'])[1 + n % 8] || ' Crowd ' || n, 0, 's', gen_random_uuid(),
               now(), false, now() - n * interval '1 minute', now()
          FROM generate_series(1, $1) n
        """;

    public static async Task GatherAsync(string connectionString)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var fill = database.CreateCommand(Fill);
        fill.CommandTimeout = 120;
        fill.Parameters.AddWithValue(Size);
        await fill.ExecuteNonQueryAsync(ct);
        await using var look = database.CreateCommand("ANALYZE users");
        await look.ExecuteNonQueryAsync(ct);
    }
}
