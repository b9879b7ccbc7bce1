namespace Identity.Admin.Tests;

/// <summary>Finds files of the checkout that the tests run in.</summary>
internal static class Checkout
{
    public static string Path(string relative)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Identity.sln")))
            root = root.Parent;
        Assert.SkipWhen(root is null, "This is not a checkout.");
        return System.IO.Path.Combine(root.FullName, relative);
    }
}
