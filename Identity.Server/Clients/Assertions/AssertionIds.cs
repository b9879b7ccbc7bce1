using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Identity.Server.Clients.Assertions;

/// <summary>Remembers which assertions were used, so that each is good once on all nodes together.</summary>
/// <remarks>RFC 7523 §3, jti.</remarks>
internal sealed class AssertionIds(NpgsqlDataSource database)
{
    // The key holds the expiry as well, for the table is partitioned by it: a copy has the same, and of one name with
    // another expiry only the first is good.
    private const string Use = """
        INSERT INTO assertion_ids (id, expires_at)
        SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM assertion_ids WHERE id = $1)
        ON CONFLICT DO NOTHING
        """;

    /// <returns>False where it was used before.</returns>
    /// <param name="purpose">What the assertion is for: one name may be used once for each.</param>
    /// <param name="expiresAt">An hour or so ahead at most.</param>
    public async Task<bool> TryUseAsync(
        string purpose,
        string clientId,
        string jwtId,
        DateTimeOffset expiresAt,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Use);
        command.Parameters.AddWithValue(IdOf(purpose, clientId, jwtId));
        command.Parameters.AddWithValue(expiresAt);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    // Neither a purpose nor a client's id has a line break, so that no two triples are one text.
    private static Guid IdOf(string purpose, string clientId, string jwtId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{clientId}\n{jwtId}")).AsSpan(0, 16), bigEndian: true);
}
