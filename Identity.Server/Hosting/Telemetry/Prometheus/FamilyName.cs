using System.Text;

namespace Identity.Server.Hosting.Telemetry.Prometheus;

/// <summary>What a family of series is to Prometheus.</summary>
internal enum FamilyKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>Turns OpenTelemetry's names into those of Prometheus.</summary>
/// <remarks>As OpenTelemetry's compatibility page has it: underscores for dots, the unit in full, `_total` for what only grows.</remarks>
internal static class FamilyName
{
    private const string Total = "_total";

    // A gauge that ends so would be taken for a part of a histogram; and a number of things is better called by the things.
    private const string Count = "_count";

    public static string Of(string name, string unit, FamilyKind kind)
    {
        var text = Clean(name);
        if (kind == FamilyKind.Gauge && text.EndsWith(Count, StringComparison.Ordinal))
            text = Plural(text[..^Count.Length]);
        if (kind == FamilyKind.Counter && text.EndsWith(Total, StringComparison.Ordinal))
            text = text[..^Total.Length];
        if (UnitOf(unit, kind) is { } suffix && !text.EndsWith($"_{suffix}", StringComparison.Ordinal))
            text = $"{text}_{suffix}";
        return kind == FamilyKind.Counter ? text + Total : text;
    }

    /// <summary>A label's name, which may have no colon either.</summary>
    public static string OfLabel(string name) => Clean(name);

    private static string Plural(string things) =>
        things.EndsWith('y') ? $"{things[..^1]}ies"
        : things.EndsWith('s') ? things
        : $"{things}s";

    // UCUM, as far as it is met with. What stands in braces is a remark.
    private static string? UnitOf(string unit, FamilyKind kind)
    {
        var bare = unit.Split('{')[0].TrimEnd('/');
        return bare switch
        {
            "" => null,
            "1" => kind == FamilyKind.Gauge ? "ratio" : null,
            "%" => "percent",
            "d" => "days",
            "h" => "hours",
            "min" => "minutes",
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            "By" => "bytes",
            _ when bare.Split('/') is [var one, var per] => $"{UnitOf(one, kind) ?? one}_per_{Single(per, kind)}",
            _ => Clean(bare),
        };
    }

    private static string Single(string unit, FamilyKind kind) => (UnitOf(unit, kind) ?? unit).TrimEnd('s');

    private static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                text.Append(letter);
            else if (text.Length == 0 || text[^1] != '_')
                text.Append('_');
        }
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            text.Insert(0, '_');
        return text.ToString();
    }
}
