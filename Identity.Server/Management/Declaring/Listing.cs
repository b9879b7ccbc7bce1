namespace Identity.Server.Management.Declaring;

/// <summary>How a list may be sorted and narrowed.</summary>
/// <param name="Sorts">What it may be sorted by; the first where nothing is said, and with a `-` before it downwards.</param>
internal sealed record Listing(params IReadOnlyList<string> Sorts)
{
    /// <summary>Of a list that has one order.</summary>
    public static Listing Plain { get; } = new();

    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>False for what is answered whole.</summary>
    public bool IsPaged { get; init; } = true;
}
