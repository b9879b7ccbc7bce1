using System.Globalization;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>The user that PostgreSQL runs as: ourselves, or, as PostgreSQL refuses root, an unprivileged one.</summary>
/// <remarks>The launcher is the words that, put before a command, make it run as that user.</remarks>
internal sealed record ServerAccount(int UserId, int GroupId, string Name, IReadOnlyList<string> Launcher)
{
    private static readonly string[] Preferred = ["postgres", "nobody"];

    public static ServerAccount Self { get; } = new(-1, -1, Environment.UserName, []);

    public bool IsSelf => Launcher is [];

    public IReadOnlyList<string> Command(params IEnumerable<string> words) => [.. Launcher, .. words];

    /// <summary>Gives a file or folder that we made to this user.</summary>
    public async Task OwnAsync(string path, CancellationToken ct)
    {
        if (!IsSelf)
        {
            await Tool.RequireAsync(
                ["chown", "-h", string.Create(CultureInfo.InvariantCulture, $"{UserId}:{GroupId}"), path],
                ct
            );
        }
    }

    public async Task<bool> ReachesAsync(string folder, CancellationToken ct) =>
        await Tool.RunAsync(Command("/bin/sh", "-c", "cd \"$1\" && test -w .", "sh", folder), ct) is (0, _);

    /// <summary>The account that root uses for a new cluster.</summary>
    public static async Task<ServerAccount> UnprivilegedAsync(CancellationToken ct)
    {
        foreach (var name in Preferred)
        {
            if (await NamedAsync(name, ct) is { } account)
                return account;
        }

        throw new PrivateClusterException(
            "PostgreSQL does not run as root, and no unprivileged user (postgres or nobody) could be used in its place: "
                + "start this server as an ordinary user, or name a server in the setting ConnectionStrings:Identity."
        );
    }

    /// <summary>The account that root uses for a cluster that is already there, by the name or number of its owner.</summary>
    public static async Task<ServerAccount?> NamedAsync(string owner, CancellationToken ct)
    {
        if (await NumberAsync(["id", "-u", owner], ct) is not ({ } user and > 0))
            return null;
        if (
            await NumberAsync(["id", "-g", owner], ct) is not { } group
            || await Tool.RunAsync(["id", "-un", owner], ct) is not (0, var name)
        )
        {
            return null;
        }

        // Not every system has all of these, and not every setpriv can change the user: the first that proves to work.
        foreach (var launcher in Launchers(name, user, group))
        {
            if (await NumberAsync([.. launcher, "id", "-u"], ct) == user)
                return new ServerAccount(user, group, name, launcher);
        }

        return null;
    }

    private static IEnumerable<IReadOnlyList<string>> Launchers(string name, int user, int group)
    {
        if (Tool.Find("setpriv") is { } setpriv)
            yield return [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"];
        if (Tool.Find("runuser") is { } runuser)
            yield return [runuser, "-u", name, "--"];
        if (Tool.Find("su") is { } su)
            yield return [su, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", name];
    }

    private static async Task<int?> NumberAsync(IReadOnlyList<string> words, CancellationToken ct) =>
        await Tool.RunAsync(words, ct) is (0, var output)
        && int.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
