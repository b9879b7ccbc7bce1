using Identity.Server.Database.Upgrades;

namespace Identity.Server.Tests.Database.Upgrades;

public sealed class SqlStatementTests
{
    [Theory]
    [InlineData("a; b", "a|b")]
    [InlineData("a -- ; not here\n; b;", "a|b")]
    [InlineData("a /* ; */ ;;; b", "a|b")]
    [InlineData("SELECT ';' || 'it''s;'; b", "SELECT ';' || 'it''s;'|b")]
    [InlineData("DO $$ BEGIN x; END $$; b", "DO $$ BEGIN x; END $$|b")]
    [InlineData("DO $of$ $$;$$ $of$; b", "DO $of$ $$;$$ $of$|b")]
    [InlineData("SELECT \"a;b\" FROM t", "SELECT \"a;b\" FROM t")]
    [InlineData("-- nothing\n", "")]
    [InlineData("SELECT 'open", "SELECT 'open")]
    public void Statements_end_at_semicolons_that_stand_for_themselves(string sql, string expected) =>
        Assert.Equal(
            expected,
            string.Join('|', SqlStatement.Split(sql).Select(statement => statement.Text.Split("/*")[0].TrimEnd()))
        );

    [Fact]
    public void Words_are_small_and_literals_say_nothing() =>
        Assert.Equal(
            ["insert", "into", "People", "(", "name", ")", "values", "(", SqlStatement.Literal, ")"],
            Assert.Single(SqlStatement.Split("INSERT INTO \"People\" (Name) -- who\nVALUES ('DROP')")).Words
        );
}
