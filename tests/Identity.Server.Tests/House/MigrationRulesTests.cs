using Identity.Server.Database.Upgrades;

namespace Identity.Server.Tests.House;

public sealed class MigrationRulesTests
{
    private const string Changelog = "# Changelog\n\n## [Unreleased]\n\n## [1.1.0]\n\n## [1.0.0]\n";

    private static readonly Version Shipping = new(1, 2, 0);

    [Fact]
    public void What_expands_is_free() => Assert.Empty(Judge(null, "ALTER TABLE users ADD later text"));

    [Fact]
    public void What_contracts_says_which_release_did_without() =>
        Assert.Empty(Judge("1.1.0", "ALTER TABLE users DROP COLUMN name"));

    [Theory]
    [InlineData(null, "name is gone")]
    [InlineData("1.2.0", "knows no release")]
    [InlineData("0.9.0", "knows no release")]
    public void What_contracts_too_early_is_found(string? since, string said) =>
        Assert.Contains(
            said,
            Assert.Single(Judge(since, "ALTER TABLE users DROP COLUMN name")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_marker_without_a_reason_is_found() =>
        Assert.Contains(
            "needs no",
            Assert.Single(Judge("1.1.0", "CREATE TABLE later (id uuid)")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_release_that_is_not_out_has_not_done_without() =>
        Assert.Contains(
            "not out yet",
            Assert.Single(
                MigrationRules.Judge(
                    Migration(isOutside: false, "DROP TABLE users"),
                    new ContractAttribute("1.1.0"),
                    Changelog,
                    new Version(1, 1, 0)
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_outside_of_a_transaction_stands_alone()
    {
        var mixed = Migration(isOutside: true, "CREATE INDEX CONCURRENTLY ix_users_later ON users (name)");
        var whole = Migration(isOutside: false, "CREATE TABLE later (id uuid)");

        Assert.Empty(MigrationRules.Judge(mixed, null, Changelog, Shipping));
        Assert.Single(
            MigrationRules.Judge(
                mixed with
                {
                    Statements = [.. mixed.Statements, .. whole.Statements],
                },
                null,
                Changelog,
                Shipping
            )
        );
    }

    private static IEnumerable<string> Judge(string? since, string sql) =>
        MigrationRules.Judge(
            Migration(isOutside: false, sql),
            since is null ? null : new ContractAttribute(since),
            Changelog,
            Shipping
        );

    private static PlannedMigration Migration(bool isOutside, string sql)
    {
        var statement = Assert.Single(SqlStatement.Split(sql));
        var effect = StatementLocks.Of(statement);
        var planned = new PlannedStatement(sql, isOutside, effect, effect.Locks) { Breaks = effect.Contracts?.Said };
        return new PlannedMigration("20990101000000_Later", [planned], "");
    }
}
