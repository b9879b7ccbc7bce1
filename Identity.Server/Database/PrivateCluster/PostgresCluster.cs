using System.Diagnostics;
using Identity.Server.Database.PrivateCluster.Postmasters;
using Npgsql;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>A PostgreSQL server of our own, in a folder, for when nobody has named one: started, watched and stopped with this process.</summary>
/// <remarks>A real one with durable defaults, so that development and tests run the code path of production.</remarks>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SteadyRun = TimeSpan.FromSeconds(30);

    private readonly FolderLock _folderLock;
    private readonly ClusterAddress _address;
    private readonly PostmasterLauncher _launcher;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _restarting = new(1, 1);
    private readonly Task _watch;
    private IPostmaster? _postmaster;

    private PostgresCluster(
        FolderLock folderLock,
        ClusterAddress address,
        PostmasterLauncher launcher,
        IPostmaster postmaster,
        ILogger logger
    )
    {
        _folderLock = folderLock;
        _address = address;
        _launcher = launcher;
        _postmaster = postmaster;
        _logger = logger;
        _watch = WatchAsync(_stopping.Token);
    }

    /// <summary>Where the cluster really is: inside the folder asked for, or where its unprivileged user can reach it.</summary>
    public string Folder => _launcher.Folder;

    /// <exception cref="PostgresNotInstalledException">The machine has no PostgreSQL programs.</exception>
    /// <exception cref="PrivateClusterException">Another server has this folder, or PostgreSQL does not start in it.</exception>
    public static Task<PostgresCluster> StartAsync(string folder, ILogger logger, CancellationToken ct) =>
        StartAsync(folder, new PostgresClusterSettings(), logger, ct);

    /// <inheritdoc cref="StartAsync(string, ILogger, CancellationToken)"/>
    public static async Task<PostgresCluster> StartAsync(
        string folder,
        PostgresClusterSettings settings,
        ILogger logger,
        CancellationToken ct
    )
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var folderLock = FolderLock.Take(folder);
        PostgresCluster? cluster = null;
        try
        {
            cluster = await StartAsync(folderLock, await ClusterHome.ChooseAsync(folder, ct), settings, logger, ct);
            return cluster;
        }
        finally
        {
            if (cluster is null)
                folderLock.Dispose();
        }
    }

    /// <summary>How to reach a database of a cluster that another process of ours runs in the folder.</summary>
    /// <returns>The connection string, or null where none runs.</returns>
    public static async Task<string?> FindRunningAsync(string folder, string database, CancellationToken ct)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!FolderLock.IsTaken(folder))
            return null;
        var home = await ClusterHome.ChooseAsync(folder, ct);
        return await ClusterAddress.FindAsync(home, ct) is { } address ? address.ConnectionString(database) : null;
    }

    /// <summary>How to reach a database of this cluster; stays the same for as long as this object lives.</summary>
    public string ConnectionString(string database) => _address.ConnectionString(database);

    public async Task CreateDatabaseIfMissingAsync(string database, CancellationToken ct)
    {
        const string Exists = "SELECT 1 FROM pg_database WHERE datname = $1";

        await using var source = NpgsqlDataSource.Create(_address.UnpooledConnectionString("postgres"));
        await using var exists = source.CreateCommand(Exists);
        exists.Parameters.AddWithValue(database);
        if (await exists.ExecuteScalarAsync(ct) is not null)
            return;

        var name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var create = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        await create.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Sends PostgreSQL a signal by its name without SIG, for tests of what happens when it dies.</summary>
    public async Task SignalAsync(string signal)
    {
        // A new run answers others before we know it; the signal is for that one, not for the one that died.
        await _restarting.WaitAsync();
        try
        {
            await (_postmaster?.SignalAsync(signal) ?? Task.CompletedTask);
        }
        finally
        {
            _restarting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _watch;
        }
        finally
        {
            if (_postmaster is not null)
                await _launcher.StopAsync(_postmaster);
            _postmaster = null;
            _folderLock.Dispose();
            _stopping.Dispose();
            _restarting.Dispose();
        }
    }

    private static async Task<PostgresCluster> StartAsync(
        FolderLock folderLock,
        ClusterHome home,
        PostgresClusterSettings settings,
        ILogger logger,
        CancellationToken ct
    )
    {
        var started = Stopwatch.GetTimestamp();
        var binaries = await PostgresBinaries.FindAsync(settings.BinaryFolders, home, ct);
        if (home.Version is null)
        {
            logger.Initialising(binaries.Major, home.Folder);
            await new Initdb(home, binaries, settings).RunAsync(ct);
        }

        var address = await ClusterAddress.ChooseAsync(home, settings.Loopback, ct);
        var launcher = new PostmasterLauncher(home, binaries, address, settings);
        var postmaster = await launcher.StartAsync(ct);
        var elapsed = Stopwatch.GetElapsedTime(started);
        logger.Ready(binaries.Major, home.Folder, address, elapsed);
        return new PostgresCluster(folderLock, address, launcher, postmaster, logger);
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            var pause = FirstPause;
            while (_postmaster is not null)
            {
                var started = Stopwatch.GetTimestamp();
                await _postmaster.Exited.WaitAsync(ct);

                pause = Stopwatch.GetElapsedTime(started) > SteadyRun ? FirstPause : Longer(pause);
                _logger.Died(Folder, pause);
                await _restarting.WaitAsync(ct);
                try
                {
                    await RestartAsync(pause, ct);
                }
                finally
                {
                    _restarting.Release();
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: what runs now is stopped by the one who cancelled.
        }
    }

    private async Task RestartAsync(TimeSpan pause, CancellationToken ct)
    {
        if (_postmaster is not null)
            await _postmaster.DisposeAsync();

        for (_postmaster = null; _postmaster is null; pause = Longer(pause))
        {
            await Task.Delay(pause, ct);
            try
            {
                _postmaster = await _launcher.StartAsync(ct);
                _logger.Recovered(Folder);
            }
            catch (PrivateClusterException e)
            {
                _logger.NotRecovered(e, Folder, Longer(pause));
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
