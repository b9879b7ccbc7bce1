using System.Text;
using System.Text.RegularExpressions;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Finds a folder for the unix socket that is short enough, and that nobody but the cluster's user can enter.</summary>
/// <remarks>The socket trusts whoever reaches it, so the folder's mode is the authentication.</remarks>
internal static partial class SocketFolder
{
    private const string SocketName = "/.s.PGSQL.5432";

    public static async Task<string> MakeAsync(ClusterHome home, CancellationToken ct)
    {
        var inside = Path.Combine(home.Folder, "run");
        var folder = Fits(inside) ? inside : $"/tmp/identity-{ClusterHome.Digest(home.Folder)}";

        if (!Path.Exists(folder))
            await home.MakePrivateFolderAsync(folder, ct);

        // Anybody can make a folder in /tmp before us, and would then hold our socket.
        var owner = await UnixOwner.OfAsync(folder, ct);
        if (!owner.IsPrivateFolder || owner.UserId != (await UnixOwner.OfAsync(home.Folder, ct)).UserId)
        {
            throw new PrivateClusterException(
                $"The folder {folder} is needed for the socket of the private PostgreSQL cluster, but it is not a folder "
                    + "that only the cluster's own user can enter: delete it and start again."
            );
        }

        return folder;
    }

    /// <summary>Removes what a server that was killed has left, so that its process id means nothing to the next one.</summary>
    public static void Clear(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, ".s.PGSQL.*"))
            File.Delete(file);
    }

    /// <summary>Takes away a folder that is not the cluster's own, so that none pile up in /tmp.</summary>
    public static void Leave(string folder, ClusterHome home)
    {
        var isOwn = folder.StartsWith(home.Folder, StringComparison.Ordinal);
        if (!isOwn && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    // sun_path holds 108 bytes on Linux and 104 on macOS and the BSDs, one of them for the end.
    private static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(folder + SocketName) <= (OperatingSystem.IsLinux() ? 107 : 103)
        && Plain().IsMatch(folder);

    // A comma or a colon would be read as a second host or a port, by PostgreSQL's settings or by the connection string.
    [GeneratedRegex("^[A-Za-z0-9/._+ -]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
