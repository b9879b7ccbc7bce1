using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Holds docs/conformance.md to the tests that are named after the certification's modules.</summary>
internal static partial class ConformancePage
{
    public const string Path = "docs/conformance.md";
    private const string Folder = "tests/Identity.Server.SpecTests/Conformance/";

    /// <summary>Modules whose row names another test than there is, or that have a test and no row, or a row and no test.</summary>
    public static IEnumerable<string> Wrong(string page, IEnumerable<SourceFile> tests)
    {
        var said = Rows(page).ToHashSet();
        var real = tests
            .Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal))
            .SelectMany(file => Names(file.Text).Select(name => (Module: name, Test: NameOf(file.Path))))
            .ToHashSet();
        return real.Except(said)
            .Select(row => $"{row.Module} is a test in {row.Test}, and has no row that says so")
            .Concat(said.Except(real).Select(row => $"{row.Module} is no test in {row.Test}"));
    }

    private static IEnumerable<(string Module, string Test)> Rows(string page) =>
        from Match row in Row().Matches(page)
        select (row.Groups["module"].Value, row.Groups["test"].Value);

    private static IEnumerable<string> Names(string text) =>
        from Match name in DisplayName().Matches(text)
        select name.Groups["module"].Value;

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path);

    [GeneratedRegex(
        @"^\| `(?<module>[^`]+)` \| [^|]+ \| (?<test>\w+) \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline
    )]
    private static partial Regex Row();

    // What follows a comma is which of a module's tests it is.
    [GeneratedRegex("DisplayName = \"(?<module>[^\",]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex DisplayName();
}
