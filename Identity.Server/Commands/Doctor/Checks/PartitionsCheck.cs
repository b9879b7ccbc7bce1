using System.Globalization;
using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks whether the tables that are kept by day have room for today and tomorrow.</summary>
internal sealed class PartitionsCheck : IDatabaseCheck
{
    private const string Ask = """
        SELECT parent.relname::text, coalesce(string_agg(child.relname::text, ' '), '')
          FROM pg_partitioned_table t JOIN pg_class parent ON parent.oid = t.partrelid
          LEFT JOIN pg_inherits i ON i.inhparent = parent.oid LEFT JOIN pg_class child ON child.oid = i.inhrelid
         WHERE pg_table_is_visible(parent.oid) GROUP BY 1 ORDER BY 1
        """;

    public string Name => "Partitions";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var today = DateOnly.FromDateTime(at.Clock.GetUtcNow().UtcDateTime);
        foreach (var (table, children) in await patient.ListAsync(Ask, row => (row.GetString(0), row.GetString(1)), ct))
            yield return Judge(table, children.Split(' ', StringSplitOptions.RemoveEmptyEntries), today);
    }

    private Finding Judge(string table, string[] partitions, DateOnly today)
    {
        bool Has(DateOnly day) =>
            partitions.Contains(string.Create(CultureInfo.InvariantCulture, $"{table}_{day:yyyyMMdd}"));

        const string Cure =
            "Start the server once, or run `identity jobs run keep-partitions`; its log says why it failed.";
        if (partitions.Length == 0)
            return Finding.Warn(Name, $"{table} has none yet: no server has been started on this database.", Cure);
        if (!Has(today))
            return Finding.Fail(Name, $"{table} has no room for today: nothing can be written to it.", Cure);
        return Has(today.AddDays(1))
            ? Finding.Pass(Name, $"{table} has room for today and tomorrow")
            : Finding.Warn(Name, $"{table} has no room for tomorrow.", Cure);
    }
}
