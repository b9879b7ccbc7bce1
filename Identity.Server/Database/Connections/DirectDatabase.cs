using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>The endpoint for what needs a session of its own: LISTEN, the lock and the statements of migrations.</summary>
/// <remarks>The serving endpoint, unless ConnectionStrings:IdentityDirect names one that leads past its pooler.</remarks>
internal sealed class DirectDatabase : IAsyncDisposable
{
    public const string ConnectionName = "IdentityDirect";
    public const string Setting = $"ConnectionStrings:{ConnectionName}";

    // Which database this is, whatever the name and the way it was reached by.
    private const string Which = """
        SELECT pg_postmaster_start_time()::text || ' ' || oid FROM pg_database WHERE datname = current_database()
        """;

    private readonly NpgsqlDataSource _serving;
    private readonly NpgsqlDataSource? _own;
    private readonly bool _servingKeepsSessions;
    private readonly string? _ownAddress;

    public DirectDatabase(NpgsqlDataSource serving, DatabaseHome home, DatabaseOptions options, ILoggerFactory loggers)
    {
        _serving = serving;
        _servingKeepsSessions = home.KeepsSessions;
        _ownAddress = home.DirectConnectionString;
        _own = _ownAddress is null
            ? null
            : DatabasePool.Open(
                _ownAddress,
                "direct",
                keepsSessions: false,
                new DatabaseOptions { MaximumPoolSize = 4, CommandTimeout = options.CommandTimeout },
                loggers
            );
    }

    private DirectDatabase(NpgsqlDataSource serving, string address) =>
        (_serving, _own, _ownAddress) = (serving, NpgsqlDataSource.Create(SessionProbe.Unpooled(address)), address);

    public NpgsqlDataSource Source => _own ?? _serving;

    /// <summary>Null while a connection of <see cref="Source"/> has a session of its own in the database that is served; else the reason and the cure.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken ct)
    {
        if (_own is null)
        {
            return _servingKeepsSessions
                ? null
                : $"{DatabaseHome.Setting} is a pooled endpoint, where a session is shared: "
                    + $"set {Setting} to the PostgreSQL server itself.";
        }

        if (!await SessionProbe.KeepsSessionsAsync(_ownAddress!, ct))
            return $"{Setting} leads through a pooler, where a session is shared: it must name the PostgreSQL server itself.";
        return await WhichAsync(_own, ct) == await WhichAsync(_serving, ct)
            ? null
            : $"{Setting} leads to another database than {DatabaseHome.Setting}.";
    }

    public async Task<ServerDbContext> CreateContextAsync(
        IDbContextFactory<ServerDbContext> serving,
        CancellationToken ct
    ) =>
        _own is null
            ? await serving.CreateDbContextAsync(ct)
            : new ServerDbContext(new DbContextOptionsBuilder<ServerDbContext>().UseNpgsql(_own).Options);

    /// <summary>For a look at what the setting names, without a server around it.</summary>
    public static DirectDatabase ForLooking(NpgsqlDataSource serving, string address) => new(serving, address);

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<string> WhichAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Which);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
