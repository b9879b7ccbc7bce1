using System.Globalization;

namespace Identity.Server.Mail.Rendering;

/// <summary>What a letter comes out as.</summary>
internal enum Medium
{
    Html,
    Text,
}

/// <summary>What the parts of a letter are set on: they ask it in which medium, in which language, and how it looks.</summary>
/// <param name="Name">By which the reader is greeted; null for no name.</param>
/// <param name="Zone">In which times are told.</param>
internal sealed record LetterPaper(
    Medium Medium,
    CultureInfo Culture,
    BrandOptions Brand,
    LetterTexts Texts,
    string? Name,
    TimeZoneInfo Zone
)
{
    public bool IsText => Medium == Medium.Text;

    public string Greeting => Name is null ? Say("Greeting") : Say("Greeting.Name", Name);

    /// <summary>One text, with what others gave put in as one line.</summary>
    public string Say(string key, params object[] arguments) =>
        string.Format(Culture, Texts[key], [.. arguments.Select(one => one is string text ? OneLine.Of(text) : one)]);

    /// <summary>One text that says only what the product is called.</summary>
    public string SayOf(string key) => Say(key, Brand.ProductName);

    /// <summary>When something happened, as the reader writes times, and in which zone.</summary>
    public string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        return $"{local.ToString("D", Culture)}, {local.ToString("t", Culture)} ({Zone.Id})";
    }

    /// <summary>How long something lasts, in the largest unit that says it exactly.</summary>
    public string Span(TimeSpan time)
    {
        var (unit, number) = time switch
        {
            _ when time.Ticks % TimeSpan.TicksPerDay == 0 && time.TotalDays > 1 => ("Days", (int)time.TotalDays),
            _ when time.Ticks % TimeSpan.TicksPerHour == 0 => ("Hours", (int)time.TotalHours),
            _ => ("Minutes", (int)Math.Ceiling(time.TotalMinutes)),
        };
        return Say($"{unit}.{Plural.Of(Culture, number)}", number);
    }
}
