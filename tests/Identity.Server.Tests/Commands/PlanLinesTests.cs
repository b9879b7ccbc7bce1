using Identity.Server.Commands;
using Identity.Server.Database.Upgrades;

namespace Identity.Server.Tests.Commands;

/// <summary>What `migrate --plan` prints.</summary>
public sealed class PlanLinesTests
{
    private static readonly Dictionary<string, string> Sizes = new() { ["users"] = "about 1,000,000 rows, 210 MB" };

    [Fact]
    public void Nothing_to_do_is_one_line() => Assert.Equal(["The database is up to date."], PlanLines.Of([], Sizes));

    [Fact]
    public void A_migration_is_SQL_with_what_it_locks_in_remarks()
    {
        var plan = Plan(
            isOutside: false,
            "ALTER TABLE users ADD later text",
            "CREATE INDEX ix_users_later ON users (later)",
            "ALTER TABLE users DROP COLUMN name",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SELECT f()"
        );

        Assert.Equal(
            [
                "-- 20990101000000_Later",
                "BEGIN;",
                "ALTER TABLE users ADD later text;",
                "--   ACCESS EXCLUSIVE on users: reads and writes wait; for a moment by itself",
                "CREATE INDEX ix_users_later ON users (later);",
                "--   SHARE on users: writes wait; reads the whole table",
                "ALTER TABLE users DROP COLUMN name;",
                "--   ACCESS EXCLUSIVE on users: reads and writes wait; for a moment by itself",
                "--   a server of the release before may not live with it: name is gone",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "--   no table is locked",
                "SELECT f();",
                "--   unknown: SELECT may do anything",
                "INSERT INTO history VALUES (1);",
                "COMMIT;",
                "-- held to the end: ACCESS EXCLUSIVE on users (about 1,000,000 rows, 210 MB): reads and writes wait, until all of the above is done",
                "-- and what the statements lock that are unknown",
                "",
                "-- Nothing was changed. `identity migrate` does it.",
            ],
            PlanLines.Of(plan, Sizes)
        );
    }

    [Fact]
    public void What_is_outside_of_a_transaction_holds_nothing_to_the_end()
    {
        var lines = PlanLines
            .Of(Plan(isOutside: true, "CREATE INDEX CONCURRENTLY ix_users_later ON users (later)"), Sizes)
            .ToList();

        Assert.DoesNotContain("BEGIN;", lines);
        Assert.DoesNotContain(lines, line => line.Contains("held to the end", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.Contains("waits for every transaction that is older", StringComparison.Ordinal)
        );
    }

    private static IReadOnlyList<PlannedMigration> Plan(bool isOutside, params string[] statements) =>
        [
            new(
                "20990101000000_Later",
                [
                    .. statements
                        .Select(text =>
                            (Text: text, Effect: StatementLocks.Of(Assert.Single(SqlStatement.Split(text))))
                        )
                        .Select(one => new PlannedStatement(one.Text, isOutside, one.Effect, one.Effect.Locks)
                        {
                            Breaks = one.Effect.Contracts?.Said,
                        }),
                ],
                "INSERT INTO history VALUES (1);\n"
            ),
        ];
}
