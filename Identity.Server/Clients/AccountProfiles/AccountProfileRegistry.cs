using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>What came of storing a profile.</summary>
internal abstract record ProfileChange
{
    public sealed record Done : ProfileChange;

    /// <param name="Problems">A sentence each.</param>
    public sealed record Refused(IReadOnlyList<string> Problems) : ProfileChange;
}

/// <summary>Stores profiles and takes them away; every node serves them as stored a moment later.</summary>
internal sealed class AccountProfileRegistry(NpgsqlDataSource database, TimeProvider clock)
{
    // Two profiles with one address must not be stored at the same moment, each not seeing the other.
    private const string Lock = "LOCK TABLE account_profiles IN SHARE ROW EXCLUSIVE MODE";

    private const string All = "SELECT document FROM account_profiles ORDER BY name";

    private const string Put = """
        INSERT INTO account_profiles (name, document, updated_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at
        """;

    private const string Remove = "DELETE FROM account_profiles WHERE name = $1";

    public async Task<ProfileChange> PutAsync(AccountProfile profile, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var locking = new NpgsqlCommand(Lock, connection))
            await locking.ExecuteNonQueryAsync(ct);
        if (ProfileRules.Collisions(profile, await ReadAsync(connection, ct)).ToArray() is { Length: > 0 } collisions)
            return new ProfileChange.Refused(collisions);

        await using var command = new NpgsqlCommand(Put, connection);
        command.Parameters.AddWithValue(profile.Name);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, profile.Document);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return new ProfileChange.Done();
    }

    public async Task<IReadOnlyList<AccountProfile>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ReadAsync(connection, ct);
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Remove);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private static async Task<List<AccountProfile>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var profiles = new List<AccountProfile>();
        await using var command = new NpgsqlCommand(All, connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            if (ProfileReader.Read(rows.GetString(0)).Profile is { } profile)
                profiles.Add(profile);
        }
        return profiles;
    }
}
