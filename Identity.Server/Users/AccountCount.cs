using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>Says how many accounts there are: exactly while that is quickly counted, and then as the database estimates it.</summary>
internal sealed class AccountCount(NpgsqlDataSource database)
{
    private const string Estimate = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'users'::regclass";

    private static readonly string Counted = $"""
        SELECT count(*) FROM (SELECT FROM users LIMIT {CappedCount.Limit}) AS counted
        """;

    public async Task<long> AskAsync(CancellationToken ct)
    {
        var counted = new CappedCount(await AskAsync(Counted, ct));
        // Of a table that was never looked at, it says less than there is.
        return counted.IsCapped ? Math.Max(counted.Value, await AskAsync(Estimate, ct)) : counted.Value;
    }

    private async Task<long> AskAsync(string statement, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
