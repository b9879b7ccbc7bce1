using Identity.Server.Database;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Leave to register clients, as an operator sees it.</summary>
internal sealed record InitialAccess(
    Guid Id,
    string Name,
    RegistrationPolicy Policy,
    int? Remaining,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>The leave that operators have given to register clients: so many times, until then, and such clients alone.</summary>
/// <remarks>RFC 7591 §1.2.</remarks>
internal sealed class InitialAccessTokens(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Insert = """
        INSERT INTO initial_access_tokens (id, name, hash, policy, remaining, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string IsGood =
        "hash = $1 AND (remaining IS NULL OR remaining > 0) AND (expires_at IS NULL OR expires_at > $2)";

    private const string Find = $"SELECT policy FROM initial_access_tokens WHERE {IsGood}";

    // Of more requests at once than it is good for, the row's lock lets through as many as it is good for.
    private const string Use = $"UPDATE initial_access_tokens SET remaining = remaining - 1 WHERE {IsGood}";

    private const string List =
        "SELECT id, name, policy, remaining, created_at, expires_at FROM initial_access_tokens ORDER BY id";

    private const string Delete = "DELETE FROM initial_access_tokens WHERE id = $1";

    /// <returns>The token, which nobody can read again.</returns>
    public async Task<(Guid Id, RegistrationHandle Token)> CreateAsync(
        string name,
        RegistrationPolicy policy,
        int? uses,
        DateTimeOffset? expiresAt,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var token = RegistrationHandle.CreateInitial();
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(token.Hash);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, RegistrationPolicyJson.Write(policy));
        command.Parameters.AddWithValue(NpgsqlDbType.Integer, (object?)uses ?? DBNull.Value);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)expiresAt ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(ct);
        return (id, token);
    }

    /// <returns>What the token's holder may register; null where it is good for nothing.</returns>
    public async Task<RegistrationPolicy?> FindAsync(RegistrationHandle token, CancellationToken ct)
    {
        await using var command = CommandFor(Find, token);
        return await command.ExecuteScalarAsync(ct) is string policy ? RegistrationPolicyJson.Read(policy) : null;
    }

    /// <summary>Uses a token up by one.</summary>
    /// <returns>False where it is good for nothing any more.</returns>
    public async Task<bool> UseAsync(RegistrationHandle token, CancellationToken ct)
    {
        await using var command = CommandFor(Use, token);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    public async Task<IReadOnlyList<InitialAccess>> ListAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(List);
        await using var row = await command.ExecuteReaderAsync(ct);
        var all = new List<InitialAccess>();
        while (await row.ReadAsync(ct))
        {
            all.Add(
                new InitialAccess(
                    row.GetGuid(0),
                    row.GetString(1),
                    RegistrationPolicyJson.Read(row.GetString(2)),
                    row.IsDBNull(3) ? null : row.GetInt32(3),
                    row.GetFieldValue<DateTimeOffset>(4),
                    row.TimeOrNull(5)
                )
            );
        }
        return all;
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Delete);
        command.Parameters.AddWithValue(id);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private NpgsqlCommand CommandFor(string statement, RegistrationHandle token)
    {
        var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(token.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return command;
    }
}
