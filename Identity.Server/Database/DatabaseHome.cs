using Identity.Server.Database.PrivateCluster;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Where the database is: the server that a setting names, or in Development a private cluster of our own.</summary>
internal sealed class DatabaseHome : IAsyncDisposable
{
    public const string ConnectionName = "Identity";
    private const string DatabaseName = "identity";
    private readonly PostgresCluster? _cluster;

    private DatabaseHome(string connectionString, PostgresCluster? cluster) =>
        (ConnectionString, _cluster) = (connectionString, cluster);

    public string ConnectionString { get; }

    /// <summary>The folder of the private cluster; null where a setting names the server.</summary>
    public string? ClusterFolder => _cluster?.Folder;

    /// <param name="connectionString">The setting, or null.</param>
    /// <param name="mayStartCluster">Whether a private cluster may stand in for it.</param>
    /// <param name="isShared">Whether a cluster that another process of ours runs will do: a command beside a running server.</param>
    public static async Task<DatabaseHome> OpenAsync(
        string? connectionString,
        bool mayStartCluster,
        bool isShared,
        ILogger logger,
        CancellationToken ct
    )
    {
        if (!string.IsNullOrWhiteSpace(connectionString))
            return new DatabaseHome(Checked(connectionString), cluster: null);
        if (!mayStartCluster)
        {
            throw new InvalidOperationException(
                $"There is no database. Set ConnectionStrings:{ConnectionName} to a PostgreSQL server."
            );
        }

        if (isShared && await PostgresCluster.FindRunningAsync(DevelopmentFolder.Root, DatabaseName, ct) is { } running)
            return new DatabaseHome(running, cluster: null);
        var cluster = await PostgresCluster.StartAsync(DevelopmentFolder.Root, logger, ct);
        await cluster.CreateDatabaseIfMissingAsync(DatabaseName, ct);
        return new DatabaseHome(cluster.ConnectionString(DatabaseName), cluster);
    }

    private static string Checked(string connectionString)
    {
        const string Setting = $"ConnectionStrings:{ConnectionName}";
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0 }
                ? connectionString
                : throw new InvalidOperationException($"{Setting} names no Host.");
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{Setting} is not a connection string: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
