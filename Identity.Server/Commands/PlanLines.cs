using Identity.Server.Database.Upgrades;

namespace Identity.Server.Commands;

/// <summary>Prints what migrations will do: SQL that could be run, with what it locks in remarks below it.</summary>
internal static class PlanLines
{
    private const string Remark = "--   ";

    /// <param name="sizes">How large each table is, in words.</param>
    public static IEnumerable<string> Of(
        IReadOnlyList<PlannedMigration> plan,
        IReadOnlyDictionary<string, string> sizes
    ) =>
        plan.Count == 0
            ? ["The database is up to date."]
            :
            [
                .. plan.SelectMany(migration => OfMigration(migration, sizes)),
                "-- Nothing was changed. `identity migrate` does it.",
            ];

    private static IEnumerable<string> OfMigration(
        PlannedMigration migration,
        IReadOnlyDictionary<string, string> sizes
    )
    {
        yield return $"-- {migration.Name}";
        yield return migration.IsTransactional
            ? "BEGIN;"
            : "-- outside of a transaction, statement by statement; what is interrupted is done again";
        foreach (var statement in migration.Statements)
        {
            yield return $"{statement.Text};";
            foreach (var remark in Remarks(statement))
                yield return Remark + remark;
        }
        yield return migration.Record.Trim();
        if (migration.IsTransactional)
            yield return "COMMIT;";
        foreach (var line in Summary(migration, sizes))
            yield return line;
        yield return "";
    }

    private static IEnumerable<string> Remarks(PlannedStatement statement)
    {
        foreach (var one in statement.Locks)
        {
            var note = one.Note is { } said ? $" ({said})" : "";
            yield return $"{one.ModeName} on {one.Table}: {TableLock.WhoWaits(one.Mode)}; {WorkOf(one)}{note}";
        }
        if (statement.Effect.Unknown is { } why)
            yield return $"unknown: {why}";
        else if (statement.Locks.Count == 0)
            yield return statement.Effect.Locks.Count > 0 || statement.Effect.Creates is not null
                ? "a table that is new: nobody waits"
                : "no table is locked";
        if (statement.Breaks is { } broken)
            yield return $"a server of the release before may not live with it: {broken}";
    }

    private static string WorkOf(TableLock one) =>
        one.Work switch
        {
            LockWork.Moment => "for a moment by itself",
            LockWork.Reads => "reads the whole table",
            LockWork.Rewrites => "rewrites the whole table",
            _ => "for how long is unknown",
        };

    // A lock is kept until the transaction ends: what is taken for a moment lasts as long as the longest that comes with it.
    private static IEnumerable<string> Summary(PlannedMigration migration, IReadOnlyDictionary<string, string> sizes)
    {
        if (!migration.IsTransactional)
            yield break;
        foreach (var held in migration.Held())
        {
            var size = sizes.TryGetValue(held.Table, out var said) ? $" ({said})" : "";
            var until = held.Work is LockWork.Moment ? "" : ", until all of the above is done";
            yield return $"-- held to the end: {held.ModeName} on {held.Table}{size}: {TableLock.WhoWaits(held.Mode)}{until}";
        }
        if (migration.Statements.Any(statement => statement.Effect.Unknown is not null))
            yield return "-- and what the statements lock that are unknown";
    }
}
