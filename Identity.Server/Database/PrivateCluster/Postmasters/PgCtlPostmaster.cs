using System.Diagnostics;
using System.Globalization;

namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>A PostgreSQL server where there is no shell to watch over it: started and signalled by PostgreSQL's own pg_ctl.</summary>
/// <remarks>It outlives a server that is killed; the next start of ours stops it.</remarks>
internal sealed class PgCtlPostmaster : IPostmaster
{
    private readonly Process _process;
    private readonly Func<string, Task> _signal;

    private PgCtlPostmaster(Process process, Func<string, Task> signal)
    {
        _process = process;
        _signal = signal;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public Task Exited { get; }

    public static async Task<PgCtlPostmaster> StartAsync(
        ClusterHome home,
        PostgresBinaries binaries,
        string log,
        IReadOnlyList<string> arguments,
        CancellationToken ct
    )
    {
        var options = string.Join(' ', arguments.Select(argument => $"\"{argument}\""));
        var start = Tool.Command(
            home.Account.Command(binaries.PgCtl, "start", "-D", home.Tables, "-l", log, "-W", "-s", "-o", options)
        );

        // Not through Tool.RunAsync: the postmaster inherits pg_ctl's outputs, which would then never end.
        using (var pgCtl = Process.Start(start)!)
            await pgCtl.WaitForExitAsync(ct);

        var process = await AwaitProcessAsync(home.Tables, ct);
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        return new PgCtlPostmaster(
            process,
            signal => Tool.RunAsync(home.Account.Command(binaries.PgCtl, "kill", signal, id), CancellationToken.None)
        );
    }

    public Task SignalAsync(string signal) => _signal(signal);

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<Process> AwaitProcessAsync(string tables, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 250; attempt++)
        {
            if (await PreviousPostmaster.RunningInAsync(tables, ct) is { } running)
                return running;

            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }

        throw new PrivateClusterException("PostgreSQL did not start.");
    }
}
