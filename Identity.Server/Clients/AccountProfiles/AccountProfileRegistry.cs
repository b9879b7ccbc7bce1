using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Shows the profiles that are stored, and takes them away; every node stops serving one a moment later.</summary>
internal sealed class AccountProfileRegistry(NpgsqlDataSource database)
{
    private const string All = "SELECT document FROM account_profiles ORDER BY name";

    private const string Remove = "DELETE FROM account_profiles WHERE name = $1 AND ($2 IS NULL OR document = $2)";

    public async Task<IReadOnlyList<AccountProfile>> ListAsync(CancellationToken ct)
    {
        var profiles = new List<AccountProfile>();
        await using var command = database.CreateCommand(All);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            if (ProfileReader.Read(rows.GetString(0)).Profile is { } profile)
                profiles.Add(profile);
        }
        return profiles;
    }

    /// <param name="document">What it must be for that; null for whatever it is.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string name, string? document, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Remove);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, (object?)document ?? DBNull.Value);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }
}
