namespace Identity.Server.Pages.Forms;

/// <summary>The time zones that a list offers.</summary>
internal static class Zones
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Where(zone => zone.HasIanaId && zone.Id.Contains('/', StringComparison.Ordinal))
            .Where(zone => !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
            .Select(zone => zone.Id)
            .Append("UTC")
            .Order(StringComparer.Ordinal),
    ];
}

/// <summary>The list of time zones as `_TimeZone` shows it.</summary>
/// <param name="Selected">May be one that is not offered: an account keeps what it has.</param>
/// <param name="Guesses">Whether the browser may choose its own.</param>
internal sealed record ZoneField(string Label, string? Selected, string? Problem, bool Guesses);
