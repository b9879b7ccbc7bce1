namespace Identity.Admin.Management.Wire;

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor of the page after it; null on the last one.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
public sealed record Listing<T>(
    IReadOnlyList<T> Items,
    string? Next = null,
    long? Total = null,
    bool TotalIsCapped = false
);
