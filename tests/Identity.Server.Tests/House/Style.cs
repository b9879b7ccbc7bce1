using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>The rules of taste that neither the compiler nor an analyzer knows.</summary>
internal static partial class Style
{
    public const int LongestFile = 400;

    private static readonly string[] EmptyWords =
    [
        "Manager",
        "Managers",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Utility",
        "Utilities",
        "Base",
        "Default",
        "Defaults",
        "Impl",
        "Data",
        "Info",
    ];

    // Names that a specification or the framework has given already.
    private static readonly string[] GivenNames = ["UserInfo", "DataProtection", "DataSource"];

    private static readonly string[] EmptyOpenings = ["Represents", "Gets or sets", "Contains the logic"];

    public static IEnumerable<string> LongFiles(SourceFile file)
    {
        var lines = file.Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > LongestFile)
            yield return $"{file.Path}: {lines} lines, the limit is {LongestFile}";
    }

    public static IEnumerable<string> LooseEnds(SourceFile file) =>
        LooseEnd().Matches(file.Text).Select(mark => file.At(mark.Index, $"{mark.Value}: finish it, or leave it out"));

    /// <summary>A refusal is a value; only Hosting turns what is left into an answer.</summary>
    public static IEnumerable<string> CaughtEverything(SourceFile file) =>
        file is { Project: "Identity.Server", Room: "Hosting" }
            ? []
            : CatchAll()
                .Matches(file.Code)
                .Select(clause => file.At(clause.Index, "catches every exception; only Hosting may"));

    public static IEnumerable<string> EmptyNames(SourceFile file) =>
        from Match type in TypeDeclaration().Matches(file.Code)
        let name = type.Groups["name"].Value
        let own = GivenNames.Aggregate(name, (rest, given) => rest.Replace(given, "", StringComparison.Ordinal))
        from Match word in PascalWord().Matches(own)
        where EmptyWords.Contains(word.Value)
        select file.At(type.Index, $"{name}: '{word.Value}' says nothing about what it is for");

    public static IEnumerable<string> Regions(SourceFile file) =>
        Region().Matches(file.Code).Select(region => file.At(region.Index, "no regions"));

    /// <summary>Each type that others see opens with one sentence on what it is for.</summary>
    public static IEnumerable<string> MissingSummaries(SourceFile file) =>
        from Match type in TopLevelType().Matches(file.Code)
        where !type.Groups["modifiers"].Value.Contains("file", StringComparison.Ordinal) && !IsGenerated(file, type)
        let above = file.Text[EndOfPrevious(file.Code, type.Index)..type.Index]
        let summary = Summary().Match(above)
        let finding = Judge(summary)
        where finding is not null
        select file.At(type.Index, $"{type.Groups["name"].Value} {finding}");

    private static string? Judge(Match summary)
    {
        if (!summary.Success)
            return "has no <summary>";
        var words = DocumentationMargin().Replace(summary.Groups["words"].Value, " ").Trim();
        if (words.Length == 0)
            return "has an empty <summary>";
        var opening = EmptyOpenings.FirstOrDefault(empty => words.StartsWith(empty, StringComparison.Ordinal));
        return opening is null ? null : $"opens with '{opening}'; say what it is for";
    }

    /// <summary>A partial type without a body only asks a source generator to write it.</summary>
    private static bool IsGenerated(SourceFile file, Match type)
    {
        var end = file.Code.AsSpan(type.Index).IndexOfAny('{', ';');
        return type.Groups["modifiers"].Value.Contains("partial", StringComparison.Ordinal)
            && end >= 0
            && file.Code[type.Index + end] == ';';
    }

    /// <summary>Where the last statement or member before the declaration ends; between the two stand its words and attributes.</summary>
    private static int EndOfPrevious(string code, int declaration) =>
        EndOfMember().Matches(code[..declaration]) is [.., var last] ? last.Index + last.Length : 0;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex LooseEnd();

    [GeneratedRegex(@"\bcatch\s*(\{|when\b|\(\s*(System\.)?Exception\b)", RegexOptions.ExplicitCapture)]
    private static partial Regex CatchAll();

    [GeneratedRegex(
        @"\b(class|interface|enum|struct|record(\s+(class|struct))?)\s+(?<name>[A-Z]\w*)(?=\s*([<({:;]|$)|\s+where\b)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(
        @"^(?<modifiers>((public|internal|file|sealed|static|abstract|readonly|ref|partial|unsafe)\s+)*)(class|interface|enum|struct|record(\s+(class|struct))?|delegate\s+[^;(=]+?)\s+(?<name>[A-Z]\w*)(?=\s*([<({:;]|$)|\s+where\b)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"[A-Z][a-z]*\d*")]
    private static partial Regex PascalWord();

    [GeneratedRegex(@"^\s*#\s*(end)?region\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Region();

    [GeneratedRegex(@"///\s*<summary>(?<words>.*?)</summary>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\s*\n\s*///\s*")]
    private static partial Regex DocumentationMargin();

    [GeneratedRegex(@"[;}][ \t]*$", RegexOptions.Multiline)]
    private static partial Regex EndOfMember();
}
