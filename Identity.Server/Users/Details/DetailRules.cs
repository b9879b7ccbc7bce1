using System.Globalization;

namespace Identity.Server.Users.Details;

/// <summary>What may be said of a person, and in which form.</summary>
/// <remarks>OpenID Connect Core §5.1 and OpenID Connect Core §5.1.1.</remarks>
internal static class DetailRules
{
    public const int LongestUrl = 2000;
    public const int LongestLines = 500;

    // Any year will do where none is told; this one has a 29th of February.
    private const string NoYear = "0000";
    private const string LeapYear = "2000";

    public static IEnumerable<DetailProblem> ProblemsOf(PersonDetails details)
    {
        foreach (var (claim, text) in Lines(details))
        {
            if (!PersonName.IsAcceptable(text))
                yield return new DetailProblem(claim, DetailFault.Text);
        }
        foreach (var (claim, text) in Urls(details))
        {
            if (text is not null && !IsUrl(text))
                yield return new DetailProblem(claim, DetailFault.Url);
        }
        if (details.Birthdate is { } birthdate && !IsBirthdate(birthdate))
            yield return new DetailProblem("birthdate", DetailFault.Birthdate);
        if (details.PhoneNumber is { } number && PhoneNumber.Read(number) != number)
            yield return new DetailProblem("phone_number", DetailFault.PhoneNumber);
        foreach (var (claim, text) in Paragraphs(details.Address))
        {
            if (text is not null && !IsParagraph(text))
                yield return new DetailProblem(claim, DetailFault.Text);
        }
    }

    private static IEnumerable<(string Claim, string? Text)> Lines(PersonDetails details) =>
        [
            ("given_name", details.GivenName),
            ("family_name", details.FamilyName),
            ("middle_name", details.MiddleName),
            ("nickname", details.Nickname),
            ("preferred_username", details.PreferredUsername),
            ("gender", details.Gender),
            ("locality", details.Address?.Locality),
            ("region", details.Address?.Region),
            ("postal_code", details.Address?.PostalCode),
            ("country", details.Address?.Country),
        ];

    private static IEnumerable<(string Claim, string? Text)> Urls(PersonDetails details) =>
        [("profile", details.Profile), ("picture", details.Picture), ("website", details.Website)];

    private static IEnumerable<(string Claim, string? Text)> Paragraphs(PostalAddress? address) =>
        [("street_address", address?.StreetAddress), ("formatted", address?.Formatted)];

    // Whoever shows it makes a link or a picture of it: no scheme that runs something.
    private static bool IsUrl(string text) =>
        text.Length <= LongestUrl
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && uri.UserInfo.Length == 0
        && uri.IsWellFormedOriginalString()
        && text.All(c => c is > ' ' and <= '~');

    private static bool IsBirthdate(string text) =>
        text.Length == 4
            ? text.All(char.IsAsciiDigit) && text != NoYear
            : DateOnly.TryParseExact(
                text.StartsWith(NoYear, StringComparison.Ordinal) ? LeapYear + text[NoYear.Length..] : text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            );

    // OpenID Connect Core §5.1.1: several lines, with or without a carriage return.
    private static bool IsParagraph(string text) =>
        text.Length is > 0 and <= LongestLines
        && text.ReplaceLineEndings("\n").Split('\n').All(line => line.Length == 0 || PersonName.IsAcceptable(line));
}
