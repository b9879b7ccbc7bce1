namespace Identity.Server.Management.Wire;

/// <summary>Some of a list.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
/// <param name="Total">How many there are in all, counted up to ten thousand.</param>
/// <param name="TotalIsCapped">There are more than that.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long Total, bool TotalIsCapped);
