using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.Import;

/// <summary>What the database says of a row that was put on the stage.</summary>
internal enum StageVerdict
{
    New,
    Unchanged,
    Exists,
    SameEmail,
    SameId,
    SameNumber,
    IdTaken,
    NumberTaken,
}

/// <summary>A temporary table beside the accounts: everything that an import wants is there before anything is changed.</summary>
/// <remarks>A session of its own; the table ends with it. Nothing of the file is kept in our memory.</remarks>
internal sealed class ImportStage(NpgsqlConnection connection, DateTimeOffset now)
{
    private const string Create = """
        DROP TABLE IF EXISTS pg_temp.incoming;
        CREATE TEMPORARY TABLE incoming (
            row bigint NOT NULL, id uuid NOT NULL, has_id boolean NOT NULL, number bigint, email text NOT NULL,
            canonical_email text NOT NULL, password_hash text, name text, time_zone text, locale text, details jsonb,
            suspended_at timestamptz, suspension_message text, email_verified_at timestamptz,
            created_at timestamptz, updated_at timestamptz, last_signin_at timestamptz,
            verdict integer, other bigint)
        """;

    private const string Copy = """
        COPY incoming (row, id, has_id, number, email, canonical_email, password_hash, name, time_zone, locale, details,
                       suspended_at, suspension_message, email_verified_at, created_at, updated_at, last_signin_at)
        FROM STDIN (FORMAT BINARY)
        """;

    // Of several rows with one address, id or number the first wins. An account is the very one that was imported before if it
    // has the id and number of the row, or, where the row has neither, was made at the same moment.
    private const string Judge = """
        CREATE UNIQUE INDEX ON incoming (row);
        ANALYZE incoming;
        WITH seen AS (
            SELECT i.*, min(row) OVER (PARTITION BY canonical_email) AS by_email,
                   min(row) OVER (PARTITION BY id) AS by_id,
                   CASE WHEN number IS NULL THEN row ELSE min(row) OVER (PARTITION BY number) END AS by_number
              FROM incoming i),
        judged AS (
            SELECT s.row,
                   CASE WHEN s.by_email < s.row THEN 3 WHEN s.by_id < s.row THEN 4 WHEN s.by_number < s.row THEN 5
                        WHEN same.id IS NULL THEN
                            CASE WHEN by_id.id IS NOT NULL THEN 6 WHEN by_number.id IS NOT NULL THEN 7 ELSE 0 END
                        WHEN CASE WHEN s.has_id OR s.number IS NOT NULL
                                  THEN (NOT s.has_id OR same.id = s.id) AND (s.number IS NULL OR same.number = s.number)
                                  WHEN s.created_at IS NOT NULL THEN same.created_at = s.created_at
                                  ELSE same.password_hash IS NOT DISTINCT FROM s.password_hash END THEN 1
                        ELSE 2 END AS verdict,
                   CASE WHEN s.by_email < s.row THEN s.by_email WHEN s.by_id < s.row THEN s.by_id ELSE s.by_number END AS other
              FROM seen s
              LEFT JOIN users same ON same.canonical_email = s.canonical_email
              LEFT JOIN users by_id ON by_id.id = s.id
              LEFT JOIN users by_number ON by_number.number = s.number)
        UPDATE incoming i SET verdict = j.verdict, other = j.other FROM judged j WHERE j.row = i.row
        """;

    private const string Count = """
        SELECT verdict, count(*), count(*) FILTER (WHERE suspended_at IS NOT NULL),
               count(*) FILTER (WHERE password_hash IS NULL)
          FROM incoming GROUP BY verdict
        """;

    private const string NotNew =
        "SELECT row, email, number, verdict, other FROM incoming WHERE verdict > 1 ORDER BY row";

    // Beyond every number that is coming: who registers meanwhile gets none of those.
    private const string MoveNumbers = """
        SELECT setval(pg_get_serial_sequence('users', 'number'), next.number)
          FROM (SELECT max(number) AS number FROM incoming WHERE verdict = 0) next
         WHERE next.number > COALESCE(pg_sequence_last_value(pg_get_serial_sequence('users', 'number')::regclass), 0)
        """;

    private const string Insert = """
        WITH batch AS (
            SELECT * FROM incoming WHERE verdict = 0 AND row > $1 ORDER BY row LIMIT $2),
        done AS (
            INSERT INTO users (id, number, email, canonical_email, password_hash, name, time_zone, locale, details,
                               suspended_at, suspension_message, email_verified_at, created_at, updated_at, last_signin_at,
                               security_stamp, concurrency_stamp)
            SELECT id, COALESCE(number, nextval(pg_get_serial_sequence('users', 'number'))), email, canonical_email,
                   password_hash, name, time_zone, locale, details, suspended_at, suspension_message, email_verified_at,
                   COALESCE(created_at, $3), COALESCE(updated_at, created_at, $3), last_signin_at,
                   gen_random_uuid()::text, gen_random_uuid()::text
              FROM batch ORDER BY row
            ON CONFLICT DO NOTHING
            RETURNING id)
        SELECT row, email, id IN (SELECT id FROM done) FROM batch ORDER BY row
        """;

    public Task CreateAsync(CancellationToken ct) => ExecuteAsync(Create, ct);

    /// <summary>Puts the accounts on the stage as they come.</summary>
    public async Task FillAsync(IAsyncEnumerable<ImportedAccount> accounts, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, ct);
        copy.Timeout = Timeout.InfiniteTimeSpan;
        await foreach (var account in accounts.WithCancellation(ct))
            await WriteAsync(copy, account, ct);
        await copy.CompleteAsync(ct);
    }

    public async Task<Dictionary<StageVerdict, (long All, long Suspended, long WithoutPassword)>> JudgeAsync(
        CancellationToken ct
    )
    {
        await ExecuteAsync(Judge, ct);
        await using var command = Command(Count);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<StageVerdict, (long, long, long)>();
        while (await rows.ReadAsync(ct))
            counts[(StageVerdict)rows.GetInt32(0)] = (rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3));
        return counts;
    }

    public async IAsyncEnumerable<ImportRejection> NotNewAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command(NotNew);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var number = rows.IsDBNull(2) ? 0 : rows.GetInt64(2);
            var reason = Reason((StageVerdict)rows.GetInt32(3), number, rows.GetInt64(4));
            yield return new ImportRejection(rows.GetInt64(0), rows.GetString(1), reason);
        }
    }

    public Task MoveNumbersAsync(CancellationToken ct) => ExecuteAsync(MoveNumbers, ct);

    /// <summary>Inserts the next of those that are new, in a transaction of their own.</summary>
    /// <returns>Each with whether it is in now; none when there are no more.</returns>
    public async Task<List<(long Row, string Email, bool IsIn)>> InsertAsync(long after, int most, CancellationToken ct)
    {
        await using var command = Command(Insert);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(most);
        command.Parameters.AddWithValue(now);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var done = new List<(long, string, bool)>(most);
        while (await rows.ReadAsync(ct))
            done.Add((rows.GetInt64(0), rows.GetString(1), rows.GetBoolean(2)));
        return done;
    }

    private static string Reason(StageVerdict verdict, long number, long other) =>
        verdict switch
        {
            StageVerdict.Exists => "there is another account of this address; it stays as it is",
            StageVerdict.SameEmail => $"row {other} has the same address",
            StageVerdict.SameId => $"row {other} has the same id",
            StageVerdict.SameNumber => $"row {other} has the same number {number}",
            StageVerdict.IdTaken => "its id is another account's",
            _ => $"its number {number} is another account's",
        };

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, ImportedAccount account, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(account.Row, NpgsqlDbType.Bigint, ct);
        await copy.WriteAsync(account.Id, NpgsqlDbType.Uuid, ct);
        await copy.WriteAsync(account.HasOwnId, NpgsqlDbType.Boolean, ct);
        await WriteAsync(copy, account.Number, NpgsqlDbType.Bigint, ct);
        foreach (
            var text in (string?[])
                [
                    account.Email,
                    account.CanonicalEmail,
                    account.PasswordHash,
                    account.Name,
                    account.TimeZone,
                    account.Locale,
                ]
        )
        {
            await WriteAsync(copy, text, ct);
        }
        if (account.Details is { } details)
            await copy.WriteAsync(details, NpgsqlDbType.Jsonb, ct);
        else
            await copy.WriteNullAsync(ct);
        await WriteAsync(copy, account.SuspendedAt, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(copy, account.SuspensionMessage, ct);
        await WriteAsync(copy, account.EmailVerifiedAt, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(copy, account.CreatedAt, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(copy, account.UpdatedAt, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(copy, account.LastSignInAt, NpgsqlDbType.TimestampTz, ct);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken ct)
        where T : struct => value is { } given ? copy.WriteAsync(given, type, ct) : copy.WriteNullAsync(ct);

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    // Statements over a whole table take as long as they take.
    private NpgsqlCommand Command(string sql) => new(sql, connection) { CommandTimeout = 0 };
}
