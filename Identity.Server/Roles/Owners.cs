using Npgsql;

namespace Identity.Server.Roles;

/// <summary>Sees to it that somebody is left who can sign in and do everything.</summary>
/// <remarks>
/// Whoever takes an owner away first locks all who could sign in, always in one order: of two who do it at once the second
/// sees what the first has done.
/// </remarks>
internal static class Owners
{
    /// <summary>A common table of the owners who can sign in, held until the transaction ends. Its columns are locked as of now, not as of its start.</summary>
    public const string WhoCanSignIn = """
        owners AS (
            SELECT m.user_id FROM role_members m JOIN users u ON u.id = m.user_id
             WHERE m.role = 'owner' AND u.suspended_at IS NULL AND u.password_hash IS NOT NULL
             ORDER BY m.id FOR NO KEY UPDATE)
        """;

    private const string MayGo = $"""
        WITH {WhoCanSignIn}
        SELECT NOT EXISTS (SELECT FROM role_members WHERE role = 'owner' AND user_id = $1)
            OR EXISTS (SELECT FROM owners WHERE user_id <> $1)
        """;

    /// <summary>Asked before an account is suspended or deleted, and in the same transaction: nothing changes the answer until it ends.</summary>
    /// <returns>False for the last owner who can sign in.</returns>
    public static async Task<bool> MayGoAsync(NpgsqlConnection connection, Guid userId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(MayGo, connection);
        command.Parameters.AddWithValue(userId);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
