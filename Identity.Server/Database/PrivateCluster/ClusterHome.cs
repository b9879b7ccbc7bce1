using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Where a private cluster lives, and as whom: under the server's folder, or where the unprivileged user can reach it.</summary>
internal sealed record ClusterHome(string Folder, ServerAccount Account)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Tables => Path.Combine(Folder, "data");

    public string Password => Path.Combine(Folder, "password");

    /// <summary>The major version that made the cluster, or null when there is none yet.</summary>
    public int? Version =>
        IsInitialised(Folder)
            ? int.Parse(File.ReadAllText(Path.Combine(Tables, "PG_VERSION")), CultureInfo.InvariantCulture)
            : null;

    public static async Task<ClusterHome> ChooseAsync(string folder, CancellationToken ct)
    {
        var near = Path.Combine(folder, "postgres");
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return Own(near);

        // A cluster stays where it is, and its owner stays who it is, whatever we would choose today.
        var far = SystemFolder(folder);
        foreach (var existing in new[] { near, far }.Where(IsInitialised))
            return await ExistingAsync(existing, ct);

        var account = await ServerAccount.UnprivilegedAsync(ct);
        if (await PrepareAsync(near, account, ct) is { } home)
            return home;

        Directory.Delete(near);
        return await PrepareAsync(far, account, ct) ?? throw OutOfReach(far, account);
    }

    /// <summary>Makes a folder that only the account of this cluster can use.</summary>
    public async Task MakePrivateFolderAsync(string folder, CancellationToken ct)
    {
        MakeFolder(folder, OwnerOnly);
        await Account.OwnAsync(folder, ct);
    }

    private static ClusterHome Own(string folder)
    {
        try
        {
            MakeFolder(folder, OwnerOnly);
            _ = Directory.GetFileSystemEntries(folder);
            return new ClusterHome(folder, ServerAccount.Self);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PrivateClusterException(
                $"The private PostgreSQL cluster in {folder} belongs to another user: start the server as that user or as root, "
                    + "or delete the folder to begin with an empty one.",
                e
            );
        }
    }

    private static async Task<ClusterHome> ExistingAsync(string folder, CancellationToken ct)
    {
        var owner = await UnixOwner.OfAsync(Path.Combine(folder, "data"), ct);
        var account =
            await ServerAccount.NamedAsync(owner.UserId.ToString(CultureInfo.InvariantCulture), ct)
            ?? throw new PrivateClusterException(
                $"The private PostgreSQL cluster in {folder} belongs to user {owner.UserId}, as whom PostgreSQL cannot be run."
            );
        return await account.ReachesAsync(folder, ct)
            ? new ClusterHome(folder, account)
            : throw OutOfReach(folder, account);
    }

    private static async Task<ClusterHome?> PrepareAsync(string folder, ServerAccount account, CancellationToken ct)
    {
        var home = new ClusterHome(folder, account);
        await home.MakePrivateFolderAsync(folder, ct);
        return await account.ReachesAsync(folder, ct) ? home : null;
    }

    private static string SystemFolder(string folder)
    {
        var state = OperatingSystem.IsLinux() ? "/var/lib/identity" : "/var/db/identity";
        MakeFolder(state, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

        var name = folder
            .Split(Path.DirectorySeparatorChar)
            .LastOrDefault(part => part is not "" && part[0] is not '.');
        return Path.Combine(state, $"{name ?? "root"}-{Digest(folder)}");
    }

    /// <summary>A short name that is always the same for one path.</summary>
    public static string Digest(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8));

    private static void MakeFolder(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, mode);
    }

    private static bool IsInitialised(string folder) => File.Exists(Path.Combine(folder, "data", "PG_VERSION"));

    private static PrivateClusterException OutOfReach(string folder, ServerAccount account) =>
        new(
            $"PostgreSQL does not run as root, and the user {account.Name} in its place cannot reach the cluster in {folder}: "
                + "let that user through the folders above it, or name a server in the setting ConnectionStrings:Identity."
        );
}
