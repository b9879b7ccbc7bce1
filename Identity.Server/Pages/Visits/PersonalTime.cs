using System.Globalization;
using Identity.Server.Users;

namespace Identity.Server.Pages.Visits;

/// <summary>Times as a person reads them: in their own time zone and the reader's spelling; else in UTC, and it says so.</summary>
internal static class PersonalTime
{
    public static string TimeOf(this Person person, DateTimeOffset time) =>
        ZoneOf(person) is { } zone
            ? TimeZoneInfo.ConvertTime(time, zone).ToString("g", CultureInfo.CurrentCulture)
            : $"{time.UtcDateTime.ToString("g", CultureInfo.CurrentCulture)} UTC";

    /// <summary>The day alone; where the zone is not known it is that of UTC.</summary>
    public static string DayOf(this Person person, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, ZoneOf(person) ?? TimeZoneInfo.Utc).ToString("D", CultureInfo.CurrentCulture);

    private static TimeZoneInfo? ZoneOf(Person person) =>
        person.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
