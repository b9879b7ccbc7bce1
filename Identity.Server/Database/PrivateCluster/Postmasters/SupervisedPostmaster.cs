using System.Diagnostics;

namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>A PostgreSQL server on Unix that cannot outlive us: a shell beside it holds a pipe of ours, and stops it when that closes.</summary>
/// <remarks>The system closes the pipe however we die, <c>kill -9</c> included.</remarks>
internal sealed class SupervisedPostmaster : IPostmaster
{
    // Signals come by name over the pipe; its end is ours, and asks for a fast shutdown. The postmaster is the shell's own
    // child, so its process id cannot come to mean another process while the shell waits for it.
    private const string Supervise = """
        umask 077
        log=$1; shift
        exec 3<&0 </dev/null >>"$log" 2>&1
        trap '' HUP INT QUIT TERM
        "$@" 3<&- &
        postmaster=$!
        {
          while read -r signal <&3; do kill -s "$signal" "$postmaster"; done
          kill -s INT "$postmaster" 2>/dev/null
        } &
        keeper=$!
        exec 3<&-
        wait "$postmaster"
        status=$?
        kill -s KILL "$keeper" 2>/dev/null
        exit "$status"
        """;

    private readonly Process _shell;

    private SupervisedPostmaster(Process shell)
    {
        _shell = shell;
        Exited = shell.WaitForExitAsync(CancellationToken.None);
    }

    public Task Exited { get; }

    public static SupervisedPostmaster Start(
        ClusterHome home,
        string log,
        IReadOnlyList<string> command,
        int? stalePostmaster
    )
    {
        var start = Tool.Command([
            .. OwnSession(),
            .. home.Account.Command(["/bin/sh", "-c", Supervise, "postgres-supervisor", log, .. command]),
        ]);
        start.RedirectStandardInput = true;
        if (stalePostmaster is { } stale)
            PreviousPostmaster.Disown(start, stale);

        return new SupervisedPostmaster(Process.Start(start)!);
    }

    public async Task SignalAsync(string signal)
    {
        try
        {
            await _shell.StandardInput.WriteLineAsync(signal);
            await _shell.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // Nobody reads the pipe any more: it died first, which is what a signal is for.
        }
    }

    public ValueTask DisposeAsync()
    {
        _shell.Dispose();
        return ValueTask.CompletedTask;
    }

    // Ctrl-C goes to every process of the terminal's session: PostgreSQL must not stop before the server has let go of it.
    private static string[] OwnSession() =>
        Tool.Find("setsid") is { } setsid ? [setsid]
        : Tool.Find("perl") is { } perl ? [perl, "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "--"]
        : [];
}
