namespace Identity.Server.Database;

/// <summary>Where development keeps what it makes for itself: the private cluster, the master key, the demo's variables.</summary>
internal static class DevelopmentFolder
{
    /// <summary><c>.data</c> beside Identity.sln when run within a checkout, else in the current folder.</summary>
    public static string Root { get; } = System.IO.Path.Combine(Checkout() ?? Directory.GetCurrentDirectory(), ".data");

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    private static string? Checkout()
    {
        for (
            var folder = new DirectoryInfo(Directory.GetCurrentDirectory());
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Identity.sln")))
                return folder.FullName;
        }

        return null;
    }
}
