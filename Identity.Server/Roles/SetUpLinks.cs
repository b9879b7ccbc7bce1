using Identity.Server.Audit;
using Npgsql;

namespace Identity.Server.Roles;

/// <summary>The link by which the first owner is made, while nobody who can sign in owns the server.</summary>
internal sealed class SetUpLinks(NpgsqlDataSource database, RoleAudit audit, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string NobodyOwns = """
        NOT EXISTS (
            SELECT FROM role_members m JOIN users u ON u.id = m.user_id
             WHERE m.role = 'owner' AND u.suspended_at IS NULL AND u.password_hash IS NOT NULL)
        """;

    private const string Replace = $"""
        WITH replaced AS (DELETE FROM set_up_links)
        INSERT INTO set_up_links (hash, created_at, expires_at) SELECT $1, $2, $3 WHERE {NobodyOwns}
        """;

    private const string Look = $"""
        SELECT EXISTS (
            SELECT FROM set_up_links
             WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND {NobodyOwns})
        """;

    // Every link that there is goes with the one that is used: nodes that start at once have made one each, and of any number
    // of parallel uses of all of them, one finds its own unused.
    private const string Use = $"""
        WITH used AS (
            UPDATE set_up_links SET used_at = $2
             WHERE used_at IS NULL AND {NobodyOwns}
               AND EXISTS (SELECT FROM set_up_links l WHERE l.hash = $1 AND l.used_at IS NULL AND l.expires_at > $2)
            RETURNING hash)
        INSERT INTO role_members (id, role, user_id, granted_at, granted_by)
        SELECT $3, 'owner', $4, $2, $5 FROM used WHERE hash = $1
        """;

    /// <summary>Who makes the first owner, as the audit writes it.</summary>
    public static AuditParty Party { get; } = new("set-up", "link");

    private static readonly Actor Maker = new(Party, []);

    /// <summary>Makes a link in place of all earlier ones.</summary>
    /// <returns>What it carries; null where somebody owns the server.</returns>
    public async Task<SetUpHandle?> ReplaceAsync(CancellationToken ct)
    {
        var (now, handle) = (clock.GetUtcNow(), SetUpHandle.Create());
        await using var command = database.CreateCommand(Replace);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + Lifetime);
        return await command.ExecuteNonQueryAsync(ct) > 0 ? handle : null;
    }

    /// <summary>Looks without using.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken ct)
    {
        if (SetUpHandle.Read(token) is not { } handle)
            return false;
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Uses the link up and makes a new account the owner's, within the transaction that makes the account.</summary>
    /// <returns>False where the link is good for nothing.</returns>
    public async Task<bool> UseAsync(NpgsqlConnection connection, string token, Guid userId, CancellationToken ct)
    {
        if (SetUpHandle.Read(token) is not { } handle)
            return false;
        var now = clock.GetUtcNow();
        await using var command = new NpgsqlCommand(Use, connection);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(Party.ToString());
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Tells the audit of the owner, once the transaction is through.</summary>
    public void Tell(Guid userId) =>
        audit.RecordMembership(Maker, AuditParty.User(userId), before: [], after: [BuiltInRoles.OwnerName]);
}
