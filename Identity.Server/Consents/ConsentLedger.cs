using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Consents;

/// <summary>A consent as the person who gave it sees it.</summary>
internal sealed record GivenConsent(
    string ClientId,
    string[] Scopes,
    DateTimeOffset GrantedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>What people allowed clients: remembered when they say so, asked before a client is answered.</summary>
internal sealed class ConsentLedger(NpgsqlDataSource database, AuditTrail audit, TimeProvider clock)
{
    private const string Find = "SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2";

    // What was allowed before stays allowed: a person is asked for more, and not again for the same.
    private const string Grant = """
        INSERT INTO consents (user_id, client_id, scopes, granted_at, updated_at) VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, client_id) DO UPDATE
           SET scopes = ARRAY(SELECT DISTINCT unnest(consents.scopes || excluded.scopes) ORDER BY 1), updated_at = excluded.updated_at
        """;

    private const string List =
        "SELECT client_id, scopes, granted_at, updated_at FROM consents WHERE user_id = $1 ORDER BY granted_at, client_id";

    private const string Withdraw = "DELETE FROM consents WHERE user_id = $1 AND client_id = $2";

    /// <returns>The scopes that the person allowed the client; null where they never did, or have withdrawn it.</returns>
    public async Task<string[]?> FindAsync(Guid userId, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        return await command.ExecuteScalarAsync(ct) as string[];
    }

    /// <summary>Remembers that a person allowed a client these scopes, beside those from before.</summary>
    public async Task GrantAsync(Guid userId, string clientId, string[] scopes, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Grant);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(scopes);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        Tell(AuditKind.Consent, userId, clientId);
    }

    /// <summary>Everything that a person has allowed and not withdrawn, the oldest first.</summary>
    public async Task<IReadOnlyList<GivenConsent>> ListAsync(Guid userId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(List);
        command.Parameters.AddWithValue(userId);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var consents = new List<GivenConsent>();
        while (await rows.ReadAsync(ct))
        {
            consents.Add(
                new GivenConsent(
                    rows.GetString(0),
                    rows.GetFieldValue<string[]>(1),
                    rows.GetFieldValue<DateTimeOffset>(2),
                    rows.GetFieldValue<DateTimeOffset>(3)
                )
            );
        }
        return consents;
    }

    /// <summary>Forgets what a person allowed a client, which so has to ask again. What it holds is for the caller to end.</summary>
    /// <returns>Whether there was anything to withdraw.</returns>
    public async Task<bool> WithdrawAsync(Guid userId, string clientId, CancellationToken ct)
    {
        if (!await DeleteAsync(userId, clientId, ct))
            return false;
        Tell(AuditKind.ConsentWithdrawal, userId, clientId);
        return true;
    }

    /// <summary>Forgets it as somebody else than the person wants.</summary>
    /// <inheritdoc cref="WithdrawAsync(Guid, string, CancellationToken)" path="/returns"/>
    public async Task<bool> WithdrawAsync(KnownConsent consent, AuditParty by, CancellationToken ct)
    {
        if (!await DeleteAsync(consent.UserId, consent.ClientId, ct))
            return false;
        var before = new JsonObject { ["client_id"] = consent.ClientId, ["scope"] = string.Join(' ', consent.Scopes) };
        audit.Record(
            new AuditEvent(AuditKind.ConsentWithdrawal, AuditParty.User(consent.UserId))
            {
                Actor = by,
                Details = AuditChange.Of(before, after: null),
            }
        );
        return true;
    }

    /// <summary>Forgets what anybody allowed a client that is no more, within a transaction of the caller's.</summary>
    public static Task ForgetClientAsync(ServerDbContext context, string clientId, CancellationToken ct) =>
        context.Set<ConsentRow>().Where(row => row.ClientId == clientId).ExecuteDeleteAsync(ct);

    private async Task<bool> DeleteAsync(Guid userId, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Withdraw);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private void Tell(string kind, Guid userId, string clientId) =>
        audit.Record(new AuditEvent(kind, AuditParty.Client(clientId)) { Actor = AuditParty.User(userId) });
}
