namespace Identity.Server.Database.Upgrades;

/// <summary>PostgreSQL's locks of tables, the weakest first ("Explicit Locking" in its documentation).</summary>
internal enum LockMode
{
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

/// <summary>How long a statement takes, by how much is in the table.</summary>
internal enum LockWork
{
    /// <summary>For a moment, however large the table is.</summary>
    Moment,

    /// <summary>For as long as it takes to read all of it.</summary>
    Reads,

    /// <summary>For as long as it takes to write all of it anew, with its indexes.</summary>
    Rewrites,

    /// <summary>This cannot be told from the statement.</summary>
    Unknown,
}

/// <summary>What a statement locks.</summary>
/// <param name="Note">What is to be known besides; null where nothing is.</param>
internal sealed record TableLock(LockMode Mode, string Table, LockWork Work, string? Note = null)
{
    /// <summary>Whether only the index is known, and not the table that is locked.</summary>
    public bool IsUnnamed => Table.Contains(' ', StringComparison.Ordinal);

    /// <summary>As PostgreSQL writes it.</summary>
    public string ModeName => NameOf(Mode);

    public static string NameOf(LockMode mode) =>
        mode switch
        {
            LockMode.AccessShare => "ACCESS SHARE",
            LockMode.RowShare => "ROW SHARE",
            LockMode.RowExclusive => "ROW EXCLUSIVE",
            LockMode.ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            LockMode.Share => "SHARE",
            LockMode.ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            LockMode.Exclusive => "EXCLUSIVE",
            _ => "ACCESS EXCLUSIVE",
        };

    /// <summary>Who has to wait for it of those that a serving node sends.</summary>
    public static string WhoWaits(LockMode mode) =>
        mode switch
        {
            LockMode.AccessExclusive => "reads and writes wait",
            >= LockMode.Share => "writes wait",
            _ => "nobody waits",
        };
}

/// <summary>What is known of a statement before it runs.</summary>
/// <param name="Locks">The tables that it locks; those that it makes itself are none.</param>
internal sealed record StatementEffect(params IReadOnlyList<TableLock> Locks)
{
    /// <summary>The table that it makes.</summary>
    public string? Creates { get; init; }

    /// <summary>Why what it locks cannot be told; null where it can.</summary>
    public string? Unknown { get; init; }

    /// <summary>What the release before cannot live with; null where it can.</summary>
    public Contraction? Contracts { get; init; }
}

/// <summary>What is taken away from, or asked of, a server that knows nothing of it.</summary>
/// <param name="Table">Where; null where it is not a table's.</param>
internal sealed record Contraction(string? Table, string Said);
