namespace Identity.Server.Users;

/// <summary>The time zones a person may have.</summary>
internal static class TimeZones
{
    /// <remarks>`zoneinfo`, OpenID Connect Core §5.1: a name of the IANA database.</remarks>
    public static bool IsKnown(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
