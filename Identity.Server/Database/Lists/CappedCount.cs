namespace Identity.Server.Database.Lists;

/// <summary>How many there are, counted no further than anybody wants to wait for.</summary>
internal readonly record struct CappedCount
{
    /// <summary>Counting stops here: `SELECT count(*) FROM (SELECT … LIMIT {Limit}) AS counted`.</summary>
    public const int Limit = Most + 1;

    private const int Most = 10_000;

    public CappedCount(long counted) => (Value, IsCapped) = (Math.Min(counted, Most), counted > Most);

    public long Value { get; }

    /// <summary>There are more than <see cref="Value"/>.</summary>
    public bool IsCapped { get; }
}

/// <summary>Some of the rows that there are, in order, and how many there are in all.</summary>
internal sealed record Listed<T>(IReadOnlyList<T> Items, CappedCount Total);
