using System.Text.Json;

namespace Identity.Jose.Tests;

/// <summary>Finds the published test vectors that lie beside the checkout, where they do.</summary>
internal static class Vectors
{
    /// <summary>The path of a vector file or folder; the test is skipped where it is not there.</summary>
    public static string Path(string relative)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Identity.sln")))
            root = root.Parent;
        Assert.SkipWhen(root?.Parent is null, "This is not a checkout.");

        var path = System.IO.Path.Combine(root.Parent.FullName, "shared", "vectors", relative);
        Assert.SkipUnless(
            System.IO.Path.Exists(path),
            $"The vectors ../shared/vectors/{relative} are not on this machine."
        );
        return path;
    }

    public static JsonElement Read(string relative) => JsonElement.Parse(File.ReadAllBytes(Path(relative)));
}
