using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>Opens the pool of connections to one endpoint.</summary>
internal static class DatabasePool
{
    private const int SecondsToConnect = 5;

    /// <param name="connectionString">Where; what it says of its own accord goes before what is usual here.</param>
    /// <param name="name">What the pool is called where it is measured; otherwise that would be the connection string.</param>
    /// <param name="keepsSessions">Whether a statement that was prepared is still there for the next transaction.</param>
    public static NpgsqlDataSource Open(
        string connectionString,
        string name,
        bool keepsSessions,
        DatabaseOptions options,
        ILoggerFactory loggers
    )
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = given.ApplicationName ?? "identity",
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            Timeout = given.ContainsKey(nameof(given.Timeout)) ? given.Timeout : SecondsToConnect,
            // What still comes of a statement that was given up is not believed: a commit that waits for a synchronous standby, and
            // is cancelled, says that it is done, although the standby does not have it.
            CancellationTimeout = -1,
            MaxPoolSize = options.MaximumPoolSize,
            MaxAutoPrepare = keepsSessions ? 64 : 0,
            AutoPrepareMinUsages = 2,
            // No statement of ours leaves session state behind, so a returned connection has nothing to reset.
            NoResetOnClose = true,
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };
        builder.UseLoggerFactory(loggers);
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
