using System.Globalization;
using Identity.Server.Users;

namespace Identity.Server.Pages.Visits;

/// <summary>Times as a person reads them: in their own time zone and the reader's spelling; else in UTC, and it says so.</summary>
internal static class PersonalTime
{
    public static string TimeOf(this Person person, DateTimeOffset time) =>
        ZoneOf(person) is { } zone
            ? Moment(TimeZoneInfo.ConvertTime(time, zone))
            : $"{Moment(time.ToUniversalTime())} UTC";

    /// <summary>The day alone; where the zone is not known it is that of UTC.</summary>
    public static string DayOf(this Person person, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, ZoneOf(person) ?? TimeZoneInfo.Utc).ToString(Day, CultureInfo.CurrentCulture);

    private static string Moment(DateTimeOffset time) =>
        $"{time.ToString(Day, CultureInfo.CurrentCulture)}, {time.ToString("t", CultureInfo.CurrentCulture)}";

    // The month in letters: 5/6 is in May or in June, depending on who reads it. Without the weekday, with which every
    // language of ours begins, it fits on a phone.
    private static string Day =>
        CultureInfo
            .CurrentCulture.DateTimeFormat.LongDatePattern.Replace("dddd, ", "", StringComparison.Ordinal)
            .Replace("MMMM", "MMM", StringComparison.Ordinal);

    private static TimeZoneInfo? ZoneOf(Person person) =>
        person.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
