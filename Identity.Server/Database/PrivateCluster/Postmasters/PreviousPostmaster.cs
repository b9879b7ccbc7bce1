using System.Diagnostics;
using System.Globalization;

namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>Deals with the PostgreSQL server that a killed process of ours left in the data folder: alive, dying or only remembered.</summary>
internal static class PreviousPostmaster
{
    private static readonly string[] Shutdowns = ["fast", "immediate"];

    /// <summary>Stops it if it runs.</summary>
    /// <returns>The process id that postmaster.pid still names and that is not a server of this folder, or null.</returns>
    public static async Task<int?> StopAsync(ClusterHome home, PostgresBinaries binaries, CancellationToken ct)
    {
        foreach (var shutdown in Shutdowns)
        {
            using var running = await RunningInAsync(home.Tables, ct);
            if (running is null)
                break;

            string[] stop = [binaries.PgCtl, "stop", "-D", home.Tables, "-m", shutdown, "-t", "60", "-s"];
            await Tool.RunAsync(home.Account.Command(stop), ct);
        }

        using var stubborn = await RunningInAsync(home.Tables, ct);
        if (stubborn is not null)
        {
            throw new PrivateClusterException(
                $"The PostgreSQL server left in {home.Folder}, process {stubborn.Id}, does not stop."
            );
        }

        // Cut off while it was written: PostgreSQL would wait for somebody to say that nobody else is starting.
        var recorded = RecordedIn(home.Tables);
        if (recorded is null)
            File.Delete(RecordOf(home.Tables));
        return recorded;
    }

    /// <summary>The process that postmaster.pid names, when it is provably the server of this folder and not a later process of that id.</summary>
    public static async Task<Process?> RunningInAsync(string tables, CancellationToken ct)
    {
        try
        {
            return RecordedIn(tables) is { } id && await IsServerOfAsync(tables, id, ct)
                ? Process.GetProcessById(id)
                : null;
        }
        catch (ArgumentException)
        {
            // It ended while we looked.
            return null;
        }
    }

    /// <summary>Keeps a starting PostgreSQL from taking an unrelated process, which has got its predecessor's id, for that predecessor.</summary>
    /// <remarks>
    /// postmaster.pid itself must stay: through it PostgreSQL finds, and refuses to run beside, workers that outlived their postmaster.
    /// This is the variable with which pg_ctl names a process that is not a rival.
    /// </remarks>
    public static void Disown(ProcessStartInfo start, int process) =>
        start.Environment["PG_GRANDPARENT_PID"] = process.ToString(CultureInfo.InvariantCulture);

    private static string RecordOf(string tables) => Path.Combine(tables, "postmaster.pid");

    private static int? RecordedIn(string tables)
    {
        try
        {
            using var file = new FileStream(
                RecordOf(tables),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : null;
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<bool> IsServerOfAsync(string tables, int id, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            return Process.GetProcessById(id).ProcessName is "postgres";

        if (OperatingSystem.IsLinux())
            return (await ArgumentsAsync(id, ct)).Contains(tables, StringComparer.Ordinal);

        var (_, arguments) = await Tool.RunAsync(
            ["ps", "-o", "args=", "-p", id.ToString(CultureInfo.InvariantCulture)],
            ct
        );
        return $"{arguments} ".Contains($" -D {tables} ", StringComparison.Ordinal);
    }

    private static async Task<string[]> ArgumentsAsync(int id, CancellationToken ct)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{id}/cmdline", ct)).Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
