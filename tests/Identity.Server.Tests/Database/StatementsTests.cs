using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Identity.Server.Database;

namespace Identity.Server.Tests.Database;

/// <summary>The statements that rooms keep as constants: their parameters are given by position, so a gap shifts them all.</summary>
public sealed partial class StatementsTests
{
    [Fact]
    public void Parameters_are_numbered_without_a_gap()
    {
        var statements = Find().ToList();

        Assert.True(statements.Count >= 10, $"Only {statements.Count} statements were found.");
        Assert.All(
            statements,
            statement =>
            {
                var numbers = Numbers(statement.Sql);
                Assert.True(
                    numbers.SequenceEqual(Enumerable.Range(1, numbers.Count)),
                    $"{statement.Name} has the parameters {string.Join(", ", numbers)}."
                );
            }
        );
    }

    [Theory]
    [InlineData("SELECT $1, $2, $1", "1 2")]
    [InlineData("SELECT $1, $3", "1 3")]
    [InlineData("SELECT $10, $2, $1", "1 2 10")]
    [InlineData("c ~ '_[0-9]{8}$' AND x = $1::regclass", "1")]
    public void A_gap_would_be_found(string sql, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', Numbers(sql)));

    private static List<int> Numbers(string sql) =>
        [
            .. Parameter()
                .Matches(sql)
                .Select(match => int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture))
                .Distinct()
                .Order(),
        ];

    private static IEnumerable<(string Name, string Sql)> Find() =>
        from type in typeof(ServerDbContext).Assembly.GetTypes()
        from field in type.GetFields(
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
        )
        where field.IsLiteral && field.FieldType == typeof(string)
        let sql = (string)field.GetRawConstantValue()!
        where sql.Contains("$1", StringComparison.Ordinal) && Statement().IsMatch(sql)
        select ($"{type.Name}.{field.Name}", sql);

    // A condition that two statements share is numbered as they are.
    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|COPY)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
