using Identity.Server.Database;
using Identity.Server.Database.Upgrades;
using Identity.Tests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.StoreTests.Database.Upgrades;

/// <summary>What we say of a statement before it runs, against what a real PostgreSQL does when it runs.</summary>
public sealed class StatementLocksTests(TestDatabases databases)
{
    private const string Tables = """
        CREATE TABLE people (id int PRIMARY KEY, name varchar(10), age int CHECK (age > 0));
        CREATE TABLE things (id int NOT NULL, owner int);
        CREATE TABLE days (at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE day (at date NOT NULL);
        CREATE UNIQUE INDEX ux_things ON things (id);
        ALTER TABLE things ADD CONSTRAINT ck_owner CHECK (owner > 0) NOT VALID;
        CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER noticed AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION noticed();
        INSERT INTO people SELECT n, 'x', n FROM generate_series(1, 10) AS n;
        INSERT INTO things SELECT n, n FROM generate_series(1, 10) AS n;
        """;

    private const string Held = """
        SELECT c.relname::text, l.mode, pg_stat_get_xact_numscans(c.oid), pg_relation_filenode(c.oid)::bigint
          FROM pg_class c LEFT JOIN pg_locks l ON l.relation = c.oid AND l.pid = pg_backend_pid() AND l.locktype = 'relation'
         WHERE c.relname IN ('people', 'things', 'days', 'day')
        """;

    private static readonly string[] Statements =
    [
        "ALTER TABLE people ADD born date",
        "ALTER TABLE people ADD COLUMN born timestamptz NOT NULL DEFAULT now()",
        "ALTER TABLE people ADD note character varying(64) NOT NULL DEFAULT ''",
        "ALTER TABLE people ADD number uuid NOT NULL DEFAULT gen_random_uuid()",
        "ALTER TABLE people ADD number serial",
        "ALTER TABLE people ADD doubled int GENERATED ALWAYS AS (age * 2) STORED",
        "ALTER TABLE people DROP COLUMN name",
        "ALTER TABLE people ALTER COLUMN age TYPE bigint",
        "ALTER TABLE people ALTER COLUMN name TYPE varchar(20)",
        "ALTER TABLE people ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE people ALTER COLUMN id SET DEFAULT 7",
        "ALTER TABLE people ALTER COLUMN name SET STATISTICS 200",
        "ALTER TABLE people RENAME COLUMN name TO called",
        "ALTER TABLE people RENAME TO persons",
        "ALTER TABLE people SET (fillfactor = 70)",
        "ALTER TABLE people SET (autovacuum_vacuum_scale_factor = 0.1)",
        "ALTER TABLE people DISABLE TRIGGER noticed",
        "ALTER TABLE people ADD CONSTRAINT ck_name CHECK (length(name) > 0)",
        "ALTER TABLE people ADD CONSTRAINT ck_name CHECK (length(name) > 0) NOT VALID",
        "ALTER TABLE people ADD CONSTRAINT ux_age UNIQUE (age)",
        "ALTER TABLE things ADD CONSTRAINT pk_things PRIMARY KEY USING INDEX ux_things",
        "ALTER TABLE things ADD CONSTRAINT fk_owner FOREIGN KEY (owner) REFERENCES people (id)",
        "ALTER TABLE things ADD CONSTRAINT fk_owner FOREIGN KEY (owner) REFERENCES people (id) NOT VALID",
        "ALTER TABLE things VALIDATE CONSTRAINT ck_owner",
        "ALTER TABLE things DROP CONSTRAINT ck_owner",
        "ALTER TABLE people ADD one int, ALTER COLUMN name SET STATISTICS 100, SET (fillfactor = 80)",
        "ALTER TABLE days ATTACH PARTITION day FOR VALUES FROM ('2030-01-01') TO ('2030-01-02')",
        "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2030-01-01') TO ('2030-01-02')",
        "CREATE TABLE owned (id int PRIMARY KEY, owner int REFERENCES people (id))",
        "CREATE INDEX ix_people_age ON people (age)",
        "CREATE UNIQUE INDEX ux_people_age ON people USING btree (age) WHERE age > 1",
        "CREATE TRIGGER other AFTER UPDATE OF name ON people FOR EACH ROW EXECUTE FUNCTION noticed()",
        "DROP TRIGGER noticed ON people",
        "DROP TABLE IF EXISTS day",
        "TRUNCATE TABLE things",
        "INSERT INTO things VALUES (11, 11)",
        "UPDATE things SET owner = 1",
        "DELETE FROM things WHERE id = 1",
        "COMMENT ON TABLE people IS 'Who they are'",
        "COMMENT ON COLUMN people.name IS 'What they are called'",
        "CREATE OR REPLACE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "GRANT SELECT ON people TO pg_monitor",
        "CREATE SEQUENCE numbers",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_rule_is_what_PostgreSQL_does()
    {
        await using var database = await databases.CreateEmptyAsync(Ct);
        await Sql.ExecuteAsync(database.ConnectionString, Tables);
        await using var connection = await Sql.OpenAsync(database.ConnectionString);
        var wrong = new List<string>();
        foreach (var text in Statements)
        {
            var said = StatementLocks.Of(Assert.Single(SqlStatement.Split(text)));
            var seen = await TryAsync(connection, text);
            Assert.Null(said.Unknown);
            wrong.AddRange(
                Differences(said, text.StartsWith("TRUNCATE", StringComparison.Ordinal), seen)
                    .Select(difference => $"{text}: {difference}")
            );
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Nothing_that_our_migrations_do_is_unknown()
    {
        await using var context = new DesignTimeContext().CreateDbContext([]);

        var plan = MigrationPlan.Of(context, context.Database.GetMigrations());

        Assert.Empty(
            plan.SelectMany(one => one.Statements).Where(one => one.Effect.Unknown is not null).Select(one => one.Text)
        );
        Assert.True(plan.Sum(one => one.Statements.Count) > 100);
        // On an empty database everything is new.
        Assert.Empty(plan.SelectMany(one => one.Held()));
    }

    private static IEnumerable<string> Differences(StatementEffect said, bool isEmptied, Dictionary<string, Seen> seen)
    {
        foreach (var (table, what) in seen)
        {
            var expected = said.Locks.SingleOrDefault(one => one.Table == table);
            // What is emptied gets a new file with nothing in it, and the indexes are made of that.
            var work = isEmptied ? LockWork.Unknown : expected?.Work;
            if (what.Mode != expected?.Mode)
                yield return $"{table} is locked by {what.Mode?.ToString() ?? "nothing"}, and we say {expected?.Mode.ToString() ?? "nothing"}";
            if (what.IsRewritten && work is not (LockWork.Rewrites or LockWork.Unknown))
                yield return $"{table} is rewritten, and we say {work}";
            if (!what.IsRewritten && work is LockWork.Rewrites)
                yield return $"{table} is not rewritten";
            if (what.IsScanned && work is LockWork.Moment)
                yield return $"{table} is read whole, and we say that it takes a moment";
        }
    }

    private static async Task<Dictionary<string, Seen>> TryAsync(NpgsqlConnection connection, string text)
    {
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        var before = await ReadAsync(connection);
        await using (var command = new NpgsqlCommand(text, connection))
            await command.ExecuteNonQueryAsync(Ct);
        var after = await ReadAsync(connection);
        await transaction.RollbackAsync(Ct);
        return after.ToDictionary(
            one => one.Key,
            one => new Seen(
                one.Value.Mode,
                before[one.Key].Scans < one.Value.Scans,
                before[one.Key].File != one.Value.File && one.Value.File is not null
            ),
            StringComparer.Ordinal
        );
    }

    private static async Task<Dictionary<string, (LockMode? Mode, long Scans, long? File)>> ReadAsync(
        NpgsqlConnection connection
    )
    {
        await using var command = new NpgsqlCommand(Held, connection);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var found = new Dictionary<string, (LockMode? Mode, long Scans, long? File)>(StringComparer.Ordinal);
        while (await rows.ReadAsync(Ct))
        {
            var table = rows.GetString(0);
            LockMode? mode = rows.IsDBNull(1)
                ? null
                : Enum.Parse<LockMode>(rows.GetString(1).Replace("Lock", "", StringComparison.Ordinal));
            // To read what a row refers to is no lock that anybody feels; it comes beside the one that is said.
            var strictest =
                found.TryGetValue(table, out var other) && (other.Mode ?? 0) > (mode ?? 0) ? other.Mode : mode;
            found[table] = (strictest, rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetInt64(3));
        }
        return found;
    }

    private sealed record Seen(LockMode? Mode, bool IsScanned, bool IsRewritten);
}
