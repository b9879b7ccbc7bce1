using System.Text.Json;

namespace Identity.Jose.Tests;

/// <summary>Finds the published test vectors that lie beside the checkout, where they do.</summary>
internal static class Vectors
{
    /// <summary>The path of a vector file or folder; the test is skipped where it is not there.</summary>
    public static string Path(string relative)
    {
        var path = Checkout.Path($"../shared/vectors/{relative}");
        Assert.SkipUnless(
            System.IO.Path.Exists(path),
            $"The vectors ../shared/vectors/{relative} are not on this machine."
        );
        return path;
    }

    public static JsonElement Read(string relative) => JsonElement.Parse(File.ReadAllBytes(Path(relative)));
}
