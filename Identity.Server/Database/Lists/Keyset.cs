namespace Identity.Server.Database.Lists;

/// <summary>Orders a list by a column and then by the row's own key, and says what comes after a row, so that no page counts off the ones before.</summary>
/// <remarks>All of it is our own text: what a caller sends is a parameter. Where the column may be NULL, such rows come last.</remarks>
/// <param name="Column">What is ordered by, in SQL.</param>
/// <param name="Key">The unique column that decides between equals, in SQL.</param>
internal sealed record Keyset(string Column, string Key, bool IsDescending, bool IsNullable = false)
{
    private string Direction => IsDescending ? "DESC" : "ASC";

    private string Beyond => IsDescending ? "<" : ">";

    public string OrderBy => $"ORDER BY {Column} {Direction}{(IsNullable ? " NULLS LAST" : "")}, {Key} {Direction}";

    /// <summary>The condition for the rows after one.</summary>
    /// <param name="column">The parameter that holds what the row has in the column, as `$3`.</param>
    /// <param name="key">The parameter that holds the row's key.</param>
    /// <param name="isNull">Whether the row has nothing in the column; its parameter is not looked at then.</param>
    public string After(string column, string key, bool isNull = false) =>
        !IsNullable ? $"({Column}, {Key}) {Beyond} ({column}, {key})"
        : isNull ? $"({Column} IS NULL AND {Key} {Beyond} {key})"
        : $"({Column} IS NULL OR ({Column}, {Key}) {Beyond} ({column}, {key}))";
}
