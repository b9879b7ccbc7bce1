namespace Identity.Server.Database.Upgrades;

/// <summary>A migration that is to be applied: what is planned here is what is run.</summary>
/// <param name="Record">The statement that notes that it was applied.</param>
internal sealed record PlannedMigration(string Name, IReadOnlyList<PlannedStatement> Statements, string Record)
{
    /// <summary>Whole or not at all; only what cannot be in a transaction, such as CREATE INDEX CONCURRENTLY, is outside of one.</summary>
    public bool IsTransactional => Statements.All(statement => !statement.IsOutside);

    /// <summary>What each table is locked by until the migration is over, the strictest first.</summary>
    /// <remarks>A lock that is taken for a moment is kept until the transaction ends, whatever is read or written meanwhile.</remarks>
    public IEnumerable<TableLock> Held() =>
        from each in Statements
            .SelectMany(statement => statement.Locks)
            .GroupBy(one => one.Table, StringComparer.Ordinal)
        let mode = each.Max(one => one.Mode)
        orderby mode descending, each.Key
        select new TableLock(mode, each.Key, Statements.SelectMany(statement => statement.Locks).Max(one => one.Work));
}

/// <summary>A statement of a migration, and what it does to those who are at work.</summary>
/// <param name="IsOutside">Whether it runs outside of a transaction.</param>
/// <param name="Locks">The tables that are there already and that it locks; those that the same plan makes are nobody's yet.</param>
internal sealed record PlannedStatement(
    string Text,
    bool IsOutside,
    StatementEffect Effect,
    IReadOnlyList<TableLock> Locks
)
{
    /// <summary>What the release before cannot live with; null where it can, and for tables that are new to it.</summary>
    public string? Breaks { get; init; }
}
