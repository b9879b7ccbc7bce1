namespace Identity.Server.Audit;

/// <summary>Which events somebody wants to see, the latest first.</summary>
/// <param name="Since">The first moment that counts.</param>
/// <param name="Until">The first moment that does not.</param>
/// <param name="Take">How many at most.</param>
internal sealed record AuditQuery(DateTimeOffset Since, DateTimeOffset Until, int Take)
{
    /// <summary>The latest ones of all.</summary>
    public static AuditQuery Latest(int take) => new(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, take);

    public string? Kind { get; init; }

    /// <summary>Who did it, or to whom it was done.</summary>
    public AuditParty? Party { get; init; }

    /// <summary>Who else did it, or to whom it was done as well.</summary>
    public AuditParty? OtherParty { get; init; }

    /// <summary>Who did it to somebody else.</summary>
    public AuditParty? Actor { get; init; }

    /// <summary>True for what was refused, false for what was done, null for both.</summary>
    public bool? Refused { get; init; }

    public string? Correlation { get; init; }

    /// <summary>The last one of the page before.</summary>
    public AuditPlace? After { get; init; }
}

/// <summary>Where a page of events ended.</summary>
internal sealed record AuditPlace(DateTimeOffset At, Guid Id)
{
    public static AuditPlace Of(AuditEntry entry) => new(entry.At, entry.Id);
}
