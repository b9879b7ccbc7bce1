using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Holds docs/threat-model.md to what is really tested: no attack left out, no test that does not exist.</summary>
internal static partial class ThreatModel
{
    public const string Path = "docs/threat-model.md";

    private static readonly string[] Attacks =
    [
        "tests/Identity.Server.SpecTests/Attacks/",
        "tests/Identity.Authentication.Tests/Attacks/",
    ];

    /// <summary>Tests of attacks that the page does not link to.</summary>
    public static IEnumerable<string> Unlisted(string page, IEnumerable<SourceFile> tests)
    {
        var listed = Links(page).Select(link => link.Target).ToHashSet();
        return tests
            .Where(IsOfAttack)
            .Where(file => !listed.Contains(file.Path))
            .Select(file => $"{file.Path} is not listed: write [{NameOf(file.Path)}](../{file.Path}) in its row");
    }

    /// <summary>Links to tests that are not there, or that name another class than the file holds.</summary>
    public static IEnumerable<string> Invented(string page, IReadOnlyCollection<SourceFile> tests) =>
        from link in Links(page)
        let file = tests.FirstOrDefault(file => file.Path == link.Target)
        let holds = file is not null && Regex.IsMatch(file.Code, $@"\bclass\s+{Regex.Escape(link.Name)}\b")
        where !holds
        select file is null ? $"{link.Target} does not exist" : $"{link.Target} holds no class {link.Name}";

    private static IEnumerable<(string Name, string Target)> Links(string page) =>
        from Match link in TestLink().Matches(page)
        select (link.Groups["name"].Value, link.Groups["target"].Value);

    private static bool IsOfAttack(SourceFile file) =>
        Attacks.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)) && HasTests().IsMatch(file.Code);

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path);

    [GeneratedRegex(@"\[`?(?<name>[^\]`]+)`?\]\(\.\./(?<target>tests/[^)#]+\.cs)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex TestLink();

    [GeneratedRegex(@"\[(Fact|Theory)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex HasTests();
}
