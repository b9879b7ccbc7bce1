namespace Identity.Server.Database.Lists;

/// <summary>Orders a list by a column and then by the row's own key, and says what comes after a row, so that no page counts off the ones before.</summary>
/// <remarks>
/// All of it is our own text: what a caller sends is a parameter. Where the column may be NULL, such rows come last, in
/// either direction; since no index has them so, they are a part of their own.
/// </remarks>
/// <param name="Column">What is ordered by, in SQL.</param>
/// <param name="Key">The unique column that decides between equals, in SQL.</param>
internal sealed record Keyset(string Column, string Key, bool IsDescending, bool IsNullable = false)
{
    private string Direction => IsDescending ? "DESC" : "ASC";

    private string Beyond => IsDescending ? "<" : ">";

    /// <summary>Within each part; as an index has it, from its one end or from its other.</summary>
    public string OrderBy => $"ORDER BY {Column} {Direction}, {Key} {Direction}";

    /// <summary>The parts of the list that come after a row, or of the whole list.</summary>
    /// <param name="place">Where the page before ended; null for the first page.</param>
    /// <param name="known">How many parameters there are already.</param>
    public IEnumerable<KeysetPart> PartsAfter(KeysetPlace? place, int known)
    {
        var (first, second) = ($"${known + 1}", $"${known + 2}");
        if (!IsNullable)
        {
            yield return place is null
                ? new KeysetPart(Condition: null)
                : new KeysetPart($"({Column}, {Key}) {Beyond} ({first}, {second})", place.Column!, place.Key);
            yield break;
        }

        if (place is null)
            yield return new KeysetPart($"{Column} IS NOT NULL");
        else if (place.Column is { } column)
            yield return new KeysetPart($"({Column}, {Key}) {Beyond} ({first}, {second})", column, place.Key);
        yield return place is { Column: null }
            ? new KeysetPart($"{Column} IS NULL AND {Key} {Beyond} {first}", place.Key)
            : new KeysetPart($"{Column} IS NULL");
    }
}

/// <summary>Where a page ended.</summary>
/// <param name="Column">What its last row has in the column that is ordered by; null for nothing.</param>
/// <param name="Key">The key of that row.</param>
internal sealed record KeysetPlace(object? Column, object Key);

/// <summary>Some of a list's rows, one after the other in an index.</summary>
/// <param name="Condition">Which they are; null for all.</param>
/// <param name="Values">The parameters of the condition.</param>
internal sealed record KeysetPart(string? Condition, params IReadOnlyList<object> Values)
{
    public IEnumerable<string> Conditions => Condition is null ? [] : [Condition];
}
