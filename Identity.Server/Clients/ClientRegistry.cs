using System.Security.Cryptography;
using System.Text;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients;

/// <summary>A client as an administrator's list shows it.</summary>
internal sealed record ClientSummary(
    string ClientId,
    string Name,
    ClientAuthenticationMethod AuthenticationMethod,
    string[] GrantTypes,
    string[] Scopes,
    int Secrets,
    DateTimeOffset? DisabledAt
);

/// <summary>Registers clients and changes them. A secret leaves this class once, when it is made.</summary>
internal sealed class ClientRegistry(
    IDbContextFactory<ServerDbContext> contexts,
    ClientSecrets secrets,
    TimeProvider clock
)
{
    public async Task<Registration> CreateAsync(NewClient asked, CancellationToken ct)
    {
        if (asked.Problem() is { } problem)
            return new Registration.Refused(problem);

        await using var context = await contexts.CreateDbContextAsync(ct);
        if (await context.Set<ClientRow>().AnyAsync(row => row.ClientId == asked.ClientId, ct))
            return new Registration.Refused($"There is already a client '{asked.ClientId}'.");

        var now = clock.GetUtcNow();
        var row = ClientRow.Of(asked, now);
        var secret = ClientSecrets.Has(asked.AuthenticationMethod)
            ? ClientSecrets.New(asked.AuthenticationMethod, asked.Metadata)
            : null;
        if (secret is not null)
            row.Secrets.Add(secrets.ToRow(row, secret));
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            return new Registration.Refused($"There is already a client '{asked.ClientId}'.");
        }
        return new Registration.Done(secret);
    }

    /// <summary>Adds a new secret and lets the older ones live on for a while, so that nothing pauses.</summary>
    public async Task<Registration> RotateSecretAsync(string clientId, TimeSpan overlap, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Set<ClientRow>().Include(client => client.Secrets);
        if (await rows.SingleOrDefaultAsync(client => client.ClientId == clientId, ct) is not { } row)
            return NoSuch(clientId);
        if (!ClientSecrets.Has(row.AuthenticationMethod))
            return new Registration.Refused($"'{clientId}' authenticates without a secret.");

        var now = clock.GetUtcNow();
        context.RemoveRange(row.Secrets.Where(old => old.ExpiresAt <= now));
        foreach (var old in row.Secrets.Where(old => old.ExpiresAt is null || old.ExpiresAt > now + overlap))
            old.ExpiresAt = now + overlap;
        var secret = ClientSecrets.New(row.AuthenticationMethod, ClientMetadataJson.Read(row.Metadata));
        context.Add(secrets.ToRow(row, secret));
        row.UpdatedAt = now;
        await context.SaveChangesAsync(ct);
        return new Registration.Done(secret);
    }

    public async Task<Registration> SetDisabledAsync(string clientId, bool disabled, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var changed = await context
            .Set<ClientRow>()
            .Where(row => row.ClientId == clientId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.DisabledAt, disabled ? now : null)
                        .SetProperty(row => row.UpdatedAt, now),
                ct
            );
        return changed == 0 ? NoSuch(clientId) : new Registration.Done(Secret: null);
    }

    /// <summary>Deletes a client within a transaction of the caller's, who ends what hangs on it.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteAsync(ServerDbContext context, string clientId, CancellationToken ct) =>
        await context.Set<ClientRow>().Where(row => row.ClientId == clientId).ExecuteDeleteAsync(ct) > 0;

    public async Task<List<ClientSummary>> ListAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context
            .Set<ClientRow>()
            .AsNoTracking()
            .OrderBy(row => row.ClientId)
            .Select(row => new ClientSummary(
                row.ClientId,
                row.Name,
                row.AuthenticationMethod,
                row.GrantTypes,
                row.Scopes,
                row.Secrets.Count,
                row.DisabledAt
            ))
            .ToListAsync(ct);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static Registration.Refused NoSuch(string clientId) => new($"There is no client '{clientId}'.");
}

/// <summary>What came of registering or changing a client.</summary>
internal abstract record Registration
{
    /// <param name="Secret">The new secret, where there is one: nobody can read it again.</param>
    public sealed record Done(string? Secret) : Registration
    {
        public override string ToString() => nameof(Done);
    }

    /// <param name="Why">A sentence for the person who asked.</param>
    public sealed record Refused(string Why) : Registration;
}
