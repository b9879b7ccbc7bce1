using System.Globalization;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Whose a file on Unix is and who may use it; the framework tells the mode but not the owner.</summary>
internal sealed record UnixOwner(string Mode, int UserId)
{
    public bool IsPrivateFolder => Mode.StartsWith("drwx------", StringComparison.Ordinal);

    public static async Task<UnixOwner> OfAsync(string path, CancellationToken ct)
    {
        // POSIX fixes the columns of this listing: mode, links, numeric owner. A symbolic link is shown, not followed.
        var listing = await Tool.RequireAsync(["ls", "-ldn", path], ct);
        var columns = listing.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return new UnixOwner(columns[0], int.Parse(columns[2], CultureInfo.InvariantCulture));
    }
}
