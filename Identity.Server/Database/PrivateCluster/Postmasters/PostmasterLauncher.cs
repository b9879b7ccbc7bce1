using System.Diagnostics;
using Npgsql;

namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>Starts PostgreSQL on a cluster, however its last run ended, and waits until it answers.</summary>
internal sealed class PostmasterLauncher(
    ClusterHome home,
    PostgresBinaries binaries,
    ClusterAddress address,
    PostgresClusterSettings settings
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ServerLog _log = new(home);

    public string Folder => home.Folder;

    /// <exception cref="PrivateClusterException">It does not start; the message ends with what PostgreSQL said.</exception>
    public async Task<IPostmaster> StartAsync(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await AttemptAsync(ct) is { } postmaster)
                return postmaster;

            // Workers of a postmaster that was killed need a moment to notice; PostgreSQL refuses to start beside them.
            var said = await _log.TailAsync(ct);
            if (
                !said.Contains("shared memory block", StringComparison.Ordinal)
                || Stopwatch.GetElapsedTime(started) > Patience
            )
            {
                throw new PrivateClusterException(
                    $"The private PostgreSQL cluster in {home.Folder} does not start. The end of {_log.Path}:\n{said}"
                );
            }

            await Task.Delay(Pause * 10, ct);
        }
    }

    /// <summary>Asks the server to stop, more firmly each time that it does not.</summary>
    public async Task StopAsync(IPostmaster postmaster)
    {
        foreach (var (signal, patience) in new[] { ("INT", Patience), ("QUIT", Patience / 6), ("KILL", Patience / 6) })
        {
            await postmaster.SignalAsync(signal);
            await postmaster.Exited.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (postmaster.Exited.IsCompleted)
                break;
        }

        await postmaster.DisposeAsync();
        if (address.SocketFolder is { } folder)
            SocketFolder.Leave(folder, home);
    }

    private async Task<IPostmaster?> AttemptAsync(CancellationToken ct)
    {
        var stale = await PreviousPostmaster.StopAsync(home, binaries, ct);
        if (address.SocketFolder is not null)
            SocketFolder.Clear(await SocketFolder.MakeAsync(home, ct));
        _log.Rotate();

        var postmaster = await RunAsync(stale, ct);
        var ready = false;
        try
        {
            ready = await AnswersAsync(postmaster, ct);
            return ready ? postmaster : null;
        }
        finally
        {
            if (!ready)
                await StopAsync(postmaster);
        }
    }

    private async Task<IPostmaster> RunAsync(int? stale, CancellationToken ct)
    {
        var arguments = Parameters().SelectMany(parameter => new[] { "-c", $"{parameter.Key}={parameter.Value}" });
        return settings.Loopback
            ? await PgCtlPostmaster.StartAsync(home, binaries, _log.Path, [.. arguments], ct)
            : SupervisedPostmaster.Start(home, _log.Path, [binaries.Postgres, "-D", home.Tables, .. arguments], stale);
    }

    private IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        KeyValuePair<string, string>[] fleeting =
        [
            new("fsync", "off"),
            new("synchronous_commit", "off"),
            new("full_page_writes", "off"),
        ];
        return [.. address.Parameters, .. settings.Durable ? [] : fleeting, .. settings.Parameters];
    }

    // While PostgreSQL says that it is starting up it is recovering, and that may take as long as it takes.
    private async Task<bool> AnswersAsync(IPostmaster postmaster, CancellationToken ct)
    {
        var asked = Stopwatch.GetTimestamp();
        while (!postmaster.Exited.IsCompleted)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(address.UnpooledConnectionString("postgres"));
                await using var connection = await source.OpenConnectionAsync(ct);
                return true;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CannotConnectNow)
            {
                await Task.Delay(Pause, ct);
            }
            catch (NpgsqlException e) when (e is not PostgresException && Stopwatch.GetElapsedTime(asked) < Patience)
            {
                await Task.Delay(Pause, ct);
            }
        }

        return false;
    }
}
