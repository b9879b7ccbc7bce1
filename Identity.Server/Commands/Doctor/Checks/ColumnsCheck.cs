using System.Runtime.CompilerServices;
using Identity.Server.Database;
using Identity.Server.Hosting.Checkups;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Compares the columns that the database really has with those that this build expects, table by table.</summary>
internal sealed class ColumnsCheck : IDatabaseCheck
{
    private const string Real = """
        SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND a.attnum > 0 AND NOT a.attisdropped
           AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        """;

    private const string Migrate =
        "Run `identity migrate`; if nothing is missing there, somebody changed the table by hand.";

    public string Name => "Columns";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var real = (
            await patient.ListAsync(
                Real,
                row => (Table: row.GetString(0), Column: row.GetString(1), Type: row.GetString(2)),
                ct
            )
        )
            .GroupBy(one => one.Table, StringComparer.Ordinal)
            .ToDictionary(
                table => table.Key,
                table => table.ToDictionary(one => one.Column, one => one.Type, StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        var expected = Expected();
        var strange = 0;
        if (
            expected.Keys.Except(real.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is
            { Count: > 0 } gone
        )
        {
            strange++;
            yield return Finding.Fail(Name, $"Missing tables: {string.Join(", ", gone)}.", Migrate);
        }
        foreach (var (table, columns) in expected.Where(one => real.ContainsKey(one.Key)))
        {
            foreach (var finding in Compare(table, columns, real[table]))
            {
                strange++;
                yield return finding;
            }
        }
        if (strange == 0)
        {
            yield return Finding.Pass(
                Name,
                $"{expected.Values.Sum(table => table.Count)} in {expected.Count} tables, as this build expects"
            );
        }
    }

    /// <param name="expected">The type of each column, by its name.</param>
    /// <param name="real">The same as the database has it.</param>
    public static IEnumerable<Finding> Compare(
        string table,
        IReadOnlyDictionary<string, string> expected,
        IReadOnlyDictionary<string, string> real
    )
    {
        const string Check = "Columns";
        if (expected.Keys.Except(real.Keys, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            yield return Finding.Fail(Check, $"{table} lacks {string.Join(", ", missing)}.", Migrate);
        foreach (
            var (column, type) in expected.Where(one => real.TryGetValue(one.Key, out var has) && has != one.Value)
        )
        {
            yield return Finding.Fail(Check, $"{table}.{column} is {real[column]} and should be {type}.", Migrate);
        }
        if (real.Keys.Except(expected.Keys, StringComparer.Ordinal).ToList() is { Count: > 0 } extra)
        {
            yield return Finding.Warn(
                Check,
                $"{table} has {string.Join(", ", extra)}, which this build does not know.",
                "Right for a database of a newer version; otherwise somebody added it by hand."
            );
        }
    }

    private static Dictionary<string, Dictionary<string, string>> Expected()
    {
        using var context = new DesignTimeContext().CreateDbContext([]);
        return context
            .Model.GetRelationalModel()
            .Tables.ToDictionary(
                table => table.Name,
                table =>
                    table.Columns.ToDictionary(
                        column => column.Name,
                        column => column.StoreType,
                        StringComparer.Ordinal
                    ),
                StringComparer.Ordinal
            );
    }
}
