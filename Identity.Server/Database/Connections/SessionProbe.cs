using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>Finds out whether a connection keeps its session, or shares it with others as behind a pooler in transaction mode.</summary>
/// <remarks>In a session that is shared, LISTEN, advisory locks and prepared statements stay with whoever comes next.</remarks>
internal static class SessionProbe
{
    private const string Who = "SELECT pg_backend_pid()";

    // Others use the pooler meanwhile: by chance the first may get its session back a few times.
    private const int Rounds = 25;

    public static bool IsNamedPooler(string? host) => host?.Contains("-pooler", StringComparison.Ordinal) is true;

    /// <summary>False behind a pooler that gives each transaction the session that is free.</summary>
    public static async Task<bool> KeepsSessionsAsync(string connectionString, CancellationToken ct)
    {
        var settings = Unpooled(connectionString);
        if (IsNamedPooler(settings.Host))
            return false;
        // A source that ends here: one that is made for a connection string is measured for ever under that name.
        await using var source = NpgsqlDataSource.Create(settings);
        await using var first = await source.OpenConnectionAsync(ct);
        var before = await AskAsync(first, ct);
        // A pooler tells its clients process numbers of its own making.
        if (before == first.ProcessID)
            return true;

        await using var second = await source.OpenConnectionAsync(ct);
        for (var round = 0; round < Rounds; round++)
        {
            // A pooler hands out the session that was free last: here the one that the second had a moment ago, or else the
            // second gets the first one's. The other way round, each could get its own again in every round.
            if (await AskAsync(first, ct) != before)
                return false;
            await using var transaction = await second.BeginTransactionAsync(ct);
            if (await AskAsync(second, ct) == before)
                return false;
        }
        return true;
    }

    public static NpgsqlConnectionStringBuilder Unpooled(string connectionString) =>
        new(connectionString)
        {
            Pooling = false,
            MaxAutoPrepare = 0,
            NoResetOnClose = true,
        };

    private static async Task<int> AskAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Who, connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }
}
