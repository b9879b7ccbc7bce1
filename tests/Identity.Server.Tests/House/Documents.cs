using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Keeps the documents from sending their readers to places that are not there.</summary>
internal static partial class Documents
{
    public static IEnumerable<string> DeadLinks(string root) =>
        from path in Directory
            .EnumerateFiles(root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "samples"), "*.md"))
            .Concat(
                Directory
                    .EnumerateDirectories(Path.Combine(root, "samples"))
                    .SelectMany(sample => Directory.EnumerateFiles(sample, "*.md"))
            )
        from finding in DeadLinks(path, File.ReadAllText(path), place => Path.Exists(place))
        select Path.GetRelativePath(root, finding);

    public static IEnumerable<string> DeadLinks(string path, string text, Predicate<string> exists) =>
        from Match link in RelativeLink().Matches(text)
        let target = link.Groups["target"].Value
        where !exists(Path.GetFullPath(target, Path.GetDirectoryName(path)!))
        select $"{path}: {target} does not exist";

    [GeneratedRegex(@"\]\((?!\w+:|#)(?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex RelativeLink();
}
