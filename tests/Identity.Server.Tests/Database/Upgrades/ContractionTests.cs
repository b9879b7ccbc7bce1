using Identity.Server.Database.Upgrades;

namespace Identity.Server.Tests.Database.Upgrades;

/// <summary>What a server of the release before can live with, and what it cannot.</summary>
public sealed class ContractionTests
{
    [Theory]
    [InlineData("ALTER TABLE users ADD later text")]
    [InlineData("ALTER TABLE users ADD later text NOT NULL DEFAULT ''")]
    [InlineData("ALTER TABLE users ADD later serial NOT NULL")]
    [InlineData("ALTER TABLE users ALTER COLUMN name DROP NOT NULL")]
    [InlineData("ALTER TABLE users DROP CONSTRAINT fk_users_teams")]
    [InlineData("ALTER TABLE users SET (fillfactor = 70)")]
    [InlineData("CREATE TABLE later (id uuid NOT NULL)")]
    [InlineData("CREATE INDEX ix_users_later ON users (name)")]
    [InlineData("CREATE TRIGGER notify AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION f()")]
    [InlineData("UPDATE users SET later = name WHERE later IS NULL")]
    [InlineData("REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC")]
    public void What_adds_expands(string sql) => Assert.Null(Of(sql).Contracts);

    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN name", "users")]
    [InlineData("ALTER TABLE users ADD later text NOT NULL", "users")]
    [InlineData("ALTER TABLE public.users RENAME COLUMN name TO called", "users")]
    [InlineData("ALTER TABLE users RENAME TO people", "users")]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE varchar(10)", "users")]
    [InlineData("ALTER TABLE users ALTER COLUMN name SET NOT NULL", "users")]
    [InlineData("ALTER TABLE users ADD one int, DROP COLUMN two", "users")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT ck_users CHECK (name <> '') NOT VALID", "users")]
    [InlineData("ALTER TABLE users DROP CONSTRAINT pk_users", "users")]
    [InlineData("CREATE UNIQUE INDEX ix_users_name ON users (name)", "users")]
    [InlineData("DROP TABLE users", "users")]
    [InlineData("DROP INDEX ix_users_name", null)]
    [InlineData("DROP FUNCTION notify()", null)]
    [InlineData("DROP TRIGGER notify ON users", "users")]
    [InlineData("TRUNCATE users", "users")]
    [InlineData("REVOKE INSERT ON users FROM server", null)]
    public void What_takes_away_or_asks_for_more_contracts(string sql, string? table)
    {
        Assert.NotNull(Of(sql).Contracts);
        Assert.Equal(table, Of(sql).Contracts!.Table);
    }

    [Theory]
    [InlineData("DO $$ BEGIN DROP TABLE users; END $$")]
    [InlineData("SELECT forget()")]
    [InlineData("VACUUM users")]
    [InlineData("CREATE MATERIALIZED VIEW x AS SELECT 1")]
    [InlineData("ALTER TABLE users CLUSTER ON ix")]
    [InlineData("LOCK TABLE users")]
    public void What_cannot_be_told_is_unknown(string sql) => Assert.NotNull(Of(sql).Unknown);

    [Fact]
    public void A_default_that_calls_what_we_do_not_know_is_not_guessed_about() =>
        Assert.Equal(LockWork.Unknown, Assert.Single(Of("ALTER TABLE users ADD later text DEFAULT make()").Locks).Work);

    private static StatementEffect Of(string sql) => StatementLocks.Of(Assert.Single(SqlStatement.Split(sql)));
}
