using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;
using Npgsql;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Proves that the role may do what the server does: a row written and read in a transaction that is rolled back, and a right to each table.</summary>
internal sealed class WritingCheck : IDatabaseCheck
{
    private const string Write = """
        INSERT INTO throttles (key, attempts, forget_at) VALUES (gen_random_uuid(), 1, now()) RETURNING key
        """;
    private const string Read = "SELECT count(*) FROM throttles WHERE key = $1";

    private const string Lacking = """
        SELECT relname::text FROM pg_class
         WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid) AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
           AND NOT relispartition AND relname <> '__EFMigrationsHistory'
           AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
         ORDER BY 1
        """;

    // keep_days works with the rights of its owner, on tables of that owner.
    private const string NotKept = """
        SELECT c.relname::text FROM pg_class c
         WHERE c.relkind = 'p' AND pg_table_is_visible(c.oid) AND NOT EXISTS (
           SELECT FROM pg_proc p WHERE p.proname = 'keep_days' AND pg_function_is_visible(p.oid) AND p.proowner = c.relowner
                                   AND has_function_privilege(p.oid, 'EXECUTE')) ORDER BY 1
        """;

    public string Name => "Reading and writing";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (!await patient.HasTableAsync("throttles", ct))
            yield break;
        yield return await TryAsync(patient, ct);

        if (await patient.ListAsync(Lacking, row => row.GetString(0), ct) is { Count: > 0 } lacking)
        {
            yield return Finding.Fail(
                Name,
                $"The role has not every right to {string.Join(", ", lacking)}.",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO it."
            );
        }
        if (await patient.ListAsync(NotKept, row => row.GetString(0), ct) is { Count: > 0 } unkept)
        {
            yield return Finding.Fail(
                Name,
                $"The days to come of {string.Join(", ", unkept)} cannot be made by this role.",
                "GRANT EXECUTE ON FUNCTION keep_days TO it, and see that one role owns the function and these tables."
            );
        }
    }

    private async Task<Finding> TryAsync(Patient patient, CancellationToken ct)
    {
        await using var transaction = await patient.Connection.BeginTransactionAsync(ct);
        try
        {
            var key = (await patient.ListAsync(Write, row => row.GetGuid(0), ct)).Single();
            var read = (await patient.ListAsync(Read, row => row.GetInt64(0), ct, key)).Single();
            return read == 1
                ? Finding.Pass(Name, "a row was written, read back and rolled back")
                : Finding.Fail(
                    Name,
                    "A row that was written could not be read back.",
                    "Look for row security or rules on throttles."
                );
        }
        catch (PostgresException e)
        {
            return Finding.Fail(
                Name,
                $"Writing was refused: {e.MessageText} ({e.SqlState}).",
                "Give the role the right to write, and name a server that is not read-only."
            );
        }
        finally
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
    }
}
