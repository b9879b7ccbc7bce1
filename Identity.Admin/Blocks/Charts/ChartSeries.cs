namespace Identity.Admin.Blocks.Charts;

/// <summary>One kind of thing that is counted over time.</summary>
/// <param name="Colour">A colour of tokens.css, such as <c>var(--series-1)</c>.</param>
public sealed record ChartSeries(string Name, string Colour, IReadOnlyList<ChartPoint> Points)
{
    public long Sum => Points.Sum(point => point.Value);
}

/// <summary>How many there were at a time.</summary>
/// <param name="Label">The time as the axis shows it.</param>
public sealed record ChartPoint(string Label, long Value);
