namespace Identity.Server.Audit;

/// <summary>Which events somebody wants to see, the latest first.</summary>
/// <param name="Since">The first moment that counts.</param>
/// <param name="Until">The first moment that does not.</param>
/// <param name="Take">How many at most.</param>
internal sealed record AuditQuery(DateTimeOffset Since, DateTimeOffset Until, int Take)
{
    public string? Kind { get; init; }

    /// <summary>Who did it, or to whom it was done.</summary>
    public AuditParty? Party { get; init; }

    /// <summary>True for what was refused, false for what was done, null for both.</summary>
    public bool? Refused { get; init; }

    public string? Correlation { get; init; }

    /// <summary>The last one of the page before.</summary>
    public AuditPlace? After { get; init; }
}

/// <summary>Where a page of events ended.</summary>
internal readonly record struct AuditPlace(DateTimeOffset At, Guid Id);
