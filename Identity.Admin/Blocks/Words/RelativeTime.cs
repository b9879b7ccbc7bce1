using System.Globalization;

namespace Identity.Admin.Blocks.Words;

/// <summary>How long ago something was, or how soon it will be, in words.</summary>
public static class RelativeTime
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    public static string Of(DateTimeOffset at, DateTimeOffset now)
    {
        var gap = now - at;
        var isPast = gap >= TimeSpan.Zero;
        gap = gap.Duration();
        if (gap < TimeSpan.FromSeconds(45))
            return isPast ? "just now" : "in a moment";
        if (gap < TimeSpan.FromDays(28))
        {
            var words = Words(gap);
            return isPast ? $"{words} ago" : $"in {words}";
        }
        return at.Year == now.Year ? at.ToString("d MMM", English) : at.ToString("d MMM yyyy", English);
    }

    /// <summary>A length of time, in its largest unit.</summary>
    public static string Words(TimeSpan gap) =>
        gap switch
        {
            { TotalMinutes: < 1 } => $"{Math.Max(1, (int)gap.TotalSeconds)} sec",
            { TotalMinutes: < 60 } => $"{(int)gap.TotalMinutes} min",
            { TotalHours: < 24 } => Count(gap.TotalHours, "hour"),
            _ => Count(gap.TotalDays, "day"),
        };

    private static string Count(double exact, string unit)
    {
        var count = Math.Max(1, (int)exact);
        return count == 1 ? $"1 {unit}" : $"{count} {unit}s";
    }
}
