using System.Security.Cryptography;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Makes the cluster's tables, once: either all of them are there under their final name, or none.</summary>
internal sealed class Initdb(ClusterHome home, PostgresBinaries binaries, PostgresClusterSettings settings)
{
    public async Task RunAsync(CancellationToken ct)
    {
        // A name of its own for each attempt: the initdb of a server that was killed may still be writing to the last one.
        var unfinished = Path.Combine(
            home.Folder,
            $"data.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.new"
        );
        Forget();

        if (settings.Loopback)
            await WritePasswordAsync(ct);
        await Tool.RequireAsync(home.Account.Command([binaries.Initdb, .. await ArgumentsAsync(unfinished, ct)]), ct);

        Directory.Move(unfinished, home.Tables);

        // initdb flushed the files; the new name must outlive a loss of power as well, for rows will be promised under it.
        if (settings.Durable && !OperatingSystem.IsWindows())
            await Tool.RequireAsync(["sync", home.Folder], ct);
    }

    private async Task<IReadOnlyList<string>> ArgumentsAsync(string unfinished, CancellationToken ct)
    {
        string[] arguments =
        [
            $"--pgdata={unfinished}",
            $"--username={ClusterAddress.User}",
            "--encoding=UTF8",
            $"--locale={await LocaleAsync(ct)}",
            "--lc-messages=C",
            "--data-checksums",
        ];
        string[] access = settings.Loopback
            ? ["--auth=scram-sha-256", $"--pwfile={home.Password}"]
            : ["--auth-local=trust", "--auth-host=reject"];

        return [.. arguments, .. access, .. settings.Durable ? Array.Empty<string>() : ["--no-sync"]];
    }

    private static async Task<string> LocaleAsync(CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || Tool.Find("locale") is not { } program)
            return "C";

        var (_, locales) = await Tool.RunAsync([program, "-a"], ct);
        return Array.Find(locales.Split('\n'), IsUnicode) ?? "C";
    }

    private static bool IsUnicode(string locale) =>
        locale.Equals("C.UTF-8", StringComparison.OrdinalIgnoreCase)
        || locale.Equals("C.utf8", StringComparison.OrdinalIgnoreCase);

    private async Task WritePasswordAsync(CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using (var file = new StreamWriter(home.Password, options))
            await file.WriteAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

        await home.Account.OwnAsync(home.Password, ct);
    }

    private void Forget()
    {
        foreach (var unfinished in Directory.EnumerateDirectories(home.Folder, "data.*.new"))
        {
            try
            {
                Directory.Delete(unfinished, recursive: true);
            }
            catch (IOException)
            {
                // An initdb that outlived its server is still at it. It cannot harm us, and the next first start clears it away.
            }
        }
    }
}
