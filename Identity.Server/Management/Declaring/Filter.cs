using System.Globalization;

namespace Identity.Server.Management.Declaring;

/// <summary>What a filter of a list takes.</summary>
internal enum FilterKind
{
    Text,
    Id,
    Flag,
    Time,
    Number,
}

/// <summary>A parameter by which a list is narrowed: it is checked before the list is asked for, and described.</summary>
internal sealed record Filter(string Name, FilterKind Kind, string Description)
{
    private const int LongestText = 400;

    /// <summary>The only texts that it takes; empty where it takes any.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    public static Filter Text(string name, string description) => new(name, FilterKind.Text, description);

    /// <summary>A UUID.</summary>
    public static Filter Id(string name, string description) => new(name, FilterKind.Id, description);

    /// <summary>`true` or `false`.</summary>
    public static Filter Flag(string name, string description) => new(name, FilterKind.Flag, description);

    /// <summary>RFC 3339.</summary>
    public static Filter Time(string name, string description) => new(name, FilterKind.Time, description);

    /// <summary>A whole number, and not a negative one.</summary>
    public static Filter Number(string name, string description) => new(name, FilterKind.Number, description);

    public static Filter OneOf(string name, string description, params IReadOnlyList<string> choices) =>
        new(name, FilterKind.Text, description) { Choices = choices };

    public static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time.ToUniversalTime()
            : null;

    /// <returns>What is wrong with a value, or null.</returns>
    public string? ProblemOf(string value) =>
        Kind switch
        {
            FilterKind.Id when !Guid.TryParseExact(value, "D", out _) => $"'{Name}' must be an id, as a UUID.",
            FilterKind.Flag when value is not ("true" or "false") => $"'{Name}' must be true or false.",
            FilterKind.Time when TimeOf(value) is null => $"'{Name}' must be a time such as 2026-01-31T12:00:00Z.",
            FilterKind.Number when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
                $"'{Name}' must be a whole number.",
            _ when Choices.Count > 0 && !Choices.Contains(value, StringComparer.Ordinal) =>
                $"'{Name}' must be one of: {string.Join(", ", Choices)}.",
            _ when value.Length > LongestText || value.Contains('\0', StringComparison.Ordinal) =>
                $"'{Name}' must be a text of at most {LongestText} characters, without NUL.",
            _ => null,
        };
}
