using Identity.Server.Database.Connections;
using Identity.Server.Database.PrivateCluster;

namespace Identity.Server.Database;

/// <summary>Where the database is: the server that a setting names, or in Development a private cluster of our own.</summary>
internal sealed class DatabaseHome : IAsyncDisposable
{
    public const string ConnectionName = "Identity";
    public const string Setting = $"ConnectionStrings:{ConnectionName}";
    public const string Absent = $"There is no database. Set {Setting} to a PostgreSQL server.";
    private const string DatabaseName = "identity";
    private readonly PostgresCluster? _cluster;

    private DatabaseHome(string connectionString, PostgresCluster? cluster) =>
        (ConnectionString, _cluster) = (connectionString, cluster);

    public string ConnectionString { get; }

    /// <summary>The way past a pooler, where a setting names one.</summary>
    public string? DirectConnectionString { get; private init; }

    /// <summary>False behind a pooler in transaction mode: nothing may be left in a session there, or looked for.</summary>
    public bool KeepsSessions { get; private init; } = true;

    /// <summary>The folder of the private cluster; null where a setting names the server.</summary>
    public string? ClusterFolder => _cluster?.Folder;

    /// <param name="connectionString">The setting, or null.</param>
    /// <param name="directConnectionString">The setting of the way past a pooler, or null.</param>
    /// <param name="mayStartCluster">Whether a private cluster may stand in for it.</param>
    /// <param name="isShared">Whether a cluster that another process of ours runs will do: a command beside a running server.</param>
    public static async Task<DatabaseHome> OpenAsync(
        string? connectionString,
        string? directConnectionString,
        bool mayStartCluster,
        bool isShared,
        ILogger logger,
        CancellationToken ct
    )
    {
        if (!string.IsNullOrWhiteSpace(connectionString))
            return await NamedAsync(connectionString, directConnectionString, ct);
        if (!mayStartCluster)
            throw new InvalidOperationException(Absent);

        if (isShared && await PostgresCluster.FindRunningAsync(DevelopmentFolder.Root, DatabaseName, ct) is { } running)
            return new DatabaseHome(running, cluster: null);
        var cluster = await PostgresCluster.StartAsync(DevelopmentFolder.Root, logger, ct);
        await cluster.CreateDatabaseIfMissingAsync(DatabaseName, ct);
        return new DatabaseHome(cluster.ConnectionString(DatabaseName), cluster);
    }

    private static async Task<DatabaseHome> NamedAsync(
        string connectionString,
        string? directConnectionString,
        CancellationToken ct
    )
    {
        var serving = ConnectionText.Read(Setting, connectionString).ConnectionString;
        var direct = string.IsNullOrWhiteSpace(directConnectionString)
            ? null
            : ConnectionText.Read(DirectDatabase.Setting, directConnectionString).ConnectionString;
        return new DatabaseHome(serving, cluster: null)
        {
            DirectConnectionString = direct,
            KeepsSessions = await SessionProbe.KeepsSessionsAsync(serving, ct),
        };
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
