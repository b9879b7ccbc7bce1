using Identity.Server.Clients;
using Identity.Server.Clients.Administration;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Consents;
using Identity.Server.Database;
using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Tokens;

/// <summary>
/// Ends a client with all that hangs on it: its secrets, its codes and refresh families with their access tokens, its part in
/// sessions, and what people allowed it. Whoever is registered under its name later begins with nothing.
/// </summary>
internal sealed class ClientDeletion(
    IDbContextFactory<ServerDbContext> contexts,
    ClientCatalog catalog,
    TokenLifetimes lifetimes,
    TimeProvider clock
)
{
    // A code that is under way is used up. Access tokens carry the id of their code or family, and end by it.
    private const string EndCodes = """
        WITH codes AS (
          UPDATE authorization_codes SET redemption = COALESCE(redemption, {3})
           WHERE client_id = {0} AND expires_at > {2}
          RETURNING grant_id)
        INSERT INTO deny_list (id, issued_before, expires_at) SELECT DISTINCT grant_id, {1}, {1} FROM codes ON CONFLICT DO NOTHING
        """;

    private const string EndFamilies = """
        WITH revoked AS (
          UPDATE refresh_families SET revoked_at = {2} WHERE client_id = {0} AND revoked_at IS NULL RETURNING id)
        INSERT INTO deny_list (id, issued_before, expires_at) SELECT id, {1}, {1} FROM revoked ON CONFLICT DO NOTHING
        """;

    /// <summary>Deletes a client at its own wish.</summary>
    /// <returns>False where the token is another's, or the client is disabled or gone.</returns>
    /// <remarks>RFC 7592 §2.3.</remarks>
    public async Task<bool> DeleteAsync(string clientId, RegistrationHandle token, CancellationToken ct)
    {
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            if (!await SelfRegisteredClients.DeleteAsync(context, clientId, token, ct))
                return false;
            await EndAsync(context, clientId, ct);
            await transaction.CommitAsync(ct);
        }
        await catalog.ReloadAsync(clientId, ct);
        return true;
    }

    /// <summary>Deletes a client as an administrator does who sees what is there.</summary>
    /// <param name="version">The one that the deletion was thought up for; null where any will do.</param>
    /// <returns>What was in the way; null where it is gone.</returns>
    public async Task<ClientEdit?> DeleteAsync(string clientId, string? version, CancellationToken ct)
    {
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            if (await ClientAdministration.HoldAsync(context, clientId, version, ct) is { } refused)
                return refused;
            await DeleteAsync(context, clientId, ct);
            await transaction.CommitAsync(ct);
        }
        await catalog.ReloadAsync(clientId, ct);
        return null;
    }

    /// <summary>Deletes a client within a transaction of the caller's.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(ServerDbContext context, string clientId, CancellationToken ct)
    {
        if (!await ClientRegistry.DeleteAsync(context, clientId, ct))
            return false;
        await EndAsync(context, clientId, ct);
        return true;
    }

    private async Task EndAsync(ServerDbContext context, string clientId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + lifetimes.LongestAccessToken;
        object[] codes = [clientId, until, now - lifetimes.LongestAccessToken, Guid.CreateVersion7(now)];
        await context.Database.ExecuteSqlRawAsync(EndCodes, codes, ct);
        // A statement of its own: it sees the family that a code was traded for while the first one waited for it.
        await context.Database.ExecuteSqlRawAsync(EndFamilies, [clientId, until, now], ct);
        await context.Set<LogoutNoticeRow>().Where(notice => notice.ClientId == clientId).ExecuteDeleteAsync(ct);
        await SessionClients.ForgetClientAsync(context, clientId, ct);
        await ConsentLedger.ForgetClientAsync(context, clientId, ct);
    }
}
