using System.Globalization;

namespace Identity.Server.Pages.Visits;

/// <summary>A language that pages speak.</summary>
/// <param name="Name">In that language itself: whoever looks for it cannot read the others.</param>
internal sealed record Language(string Tag, string Name)
{
    /// <summary>In the alphabetical order of their names.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [new("de", "Deutsch"), new("en", "English"), new("es", "Español"), new("pl", "Polski")];

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(Tag);

    /// <summary>The first of some tags, in the reader's order of preference, that we speak: `pl-PL` is Polish.</summary>
    public static Language? First(params IEnumerable<string?> tags) =>
        tags.Select(tag => All.FirstOrDefault(language => Speaks(language, tag)))
            .FirstOrDefault(found => found is not null);

    private static bool Speaks(Language language, string? tag) =>
        tag is not null && tag.Split('-')[0].Equals(language.Tag, StringComparison.OrdinalIgnoreCase);
}
