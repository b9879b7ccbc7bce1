using System.Text.RegularExpressions;
using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.Tests.House;

/// <summary>Holds docs/apps/errors.md to what the server can answer: a row for each code, and none for a code that nobody hears.</summary>
internal static partial class ErrorCodes
{
    public const string Path = "docs/apps/errors.md";

    public static IEnumerable<string> Undocumented(string page, IEnumerable<SourceFile> product) =>
        Said(product).Except(Rows(page)).Order(StringComparer.Ordinal).Select(code => $"{Path} has no row for {code}");

    public static IEnumerable<string> Invented(string page, IEnumerable<SourceFile> product) =>
        Rows(page).Except(Said(product)).Select(code => $"{Path} has a row for {code}, which nothing answers");

    // What is made into a ProtocolError, or is the code of a bare status; and the names that profiles have for refusals.
    private static HashSet<string> Said(IEnumerable<SourceFile> product) =>
        [
            .. from file in product
            where file.IsCSharp && Answers().IsMatch(file.Code)
            from Match match in Code().Matches(file.Text)
            let code = match.Groups["code"].Value
            // A class of a grant says which one it is in the same form.
            where !NewClient.KnownGrantTypes.Contains(code)
            select code,
            .. AccountFaults.ByName.Keys,
        ];

    private static IEnumerable<string> Rows(string page) =>
        from Match row in Row().Matches(page)
        select row.Groups["code"].Value;

    [GeneratedRegex(@"\bProtocolError\b|\bclass Faults\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Answers();

    [GeneratedRegex(
        @"(\bnew( ProtocolError)?\(|=>\s*\(?)\s*""(?<code>[a-z]+(_[a-z]+)+)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();
}
