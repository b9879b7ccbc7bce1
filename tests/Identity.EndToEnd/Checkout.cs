namespace Identity.EndToEnd;

/// <summary>Finds what the tests run beside: the checkout, and the server's binary of the configuration they were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string ServerBinary { get; } =
        Path.Join(Root, "Identity.Server", "bin", Configuration, "net10.0", "Identity.Server.dll");

    /// <summary>The administrators' site.</summary>
    public static string AdminBinary { get; } =
        Path.Join(Root, "Identity.Admin", "bin", Configuration, "net10.0", "Identity.Admin.dll");

    /// <summary>The program of a sample in C#.</summary>
    public static string BinaryOf(string sample) =>
        Path.Join(Root, "samples", sample, "bin", Configuration, "net10.0", $"{sample}.dll");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Identity.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests are not inside a checkout.");
    }
}
