namespace Identity.Server.Tests.House;

/// <summary>The checkout that the tests were built from, so that rules about source can read the source.</summary>
internal static class SourceTree
{
    private static readonly string[] Extensions = [".cs", ".razor", ".cshtml", ".css", ".js", ".mjs", ".ts", ".sh"];
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>All that we wrote by hand, the product and its tests; migrations are written by a tool.</summary>
    public static IReadOnlyList<SourceFile> All() =>
        [.. Walk(Root).Select(Read).OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>What ships: the projects at the root of the checkout.</summary>
    public static IReadOnlyList<SourceFile> Product() => [.. All().Where(file => file.IsProduct)];

    public static IReadOnlyList<SourceFile> Tests() => [.. All().Where(file => file.IsTest)];

    private static SourceFile Read(string path) =>
        new(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (Extensions.Contains(Path.GetExtension(file)))
                yield return file;
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(inner);
            if (name.StartsWith('.') || NotOurs.Contains(name) || IsMigrations(inner))
                continue;
            foreach (var file in Walk(inner))
                yield return file;
        }
    }

    private static bool IsMigrations(string folder) =>
        folder.Replace('\\', '/').EndsWith("Identity.Server/Database/Migrations", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Identity.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Identity.sln above {AppContext.BaseDirectory}.");
    }
}
