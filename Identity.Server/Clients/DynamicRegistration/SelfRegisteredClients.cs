using System.Buffers.Text;
using System.Security.Cryptography;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>A client that manages its own registration, as it may see itself.</summary>
/// <param name="Secret">A secret that was made just now; null where it has none, or the one that it has.</param>
/// <param name="Token">What it manages its registration with from now on.</param>
internal sealed record SelfRegistered(
    NewClient Client,
    string? Secret,
    RegistrationHandle Token,
    DateTimeOffset RegisteredAt
)
{
    /// <summary>SHA-256 of the secrets that it has.</summary>
    public IReadOnlyList<byte[]> SecretHashes { get; init; } = [];

    public bool HasSecret(string presented)
    {
        var hash = ClientRegistry.HashOf(presented);
        return SecretHashes.Any(known => CryptographicOperations.FixedTimeEquals(known, hash));
    }

    public override string ToString() => Client.ClientId;
}

/// <summary>The clients that registered themselves: made, found by their token, replaced and deleted. A disabled one finds nothing.</summary>
/// <remarks>RFC 7591 §3; RFC 7592 §2.</remarks>
internal sealed class SelfRegisteredClients(
    IDbContextFactory<ServerDbContext> contexts,
    ClientCatalog catalog,
    ClientSecrets secrets,
    TimeProvider clock
)
{
    private const int IdBytes = 18;

    /// <summary>A name for a client that is about to be registered: nobody can guess it, and it is never used again.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>Registers a client, which this node knows by then.</summary>
    public async Task<SelfRegistered> CreateAsync(NewClient client, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var token = RegistrationHandle.CreateManaging();
        var row = ClientRow.Of(client, now);
        row.RegistrationTokenHash = token.Hash;
        var secret = SecretFor(client);
        if (secret is not null)
            row.Secrets.Add(secrets.ToRow(row, secret));
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            context.Add(row);
            await context.SaveChangesAsync(ct);
        }
        await catalog.ReloadAsync(client.ClientId, ct);
        return new SelfRegistered(client, secret, token, now);
    }

    /// <returns>The client; null where the token is another's, or the client is disabled or gone.</returns>
    public async Task<SelfRegistered?> FindAsync(string clientId, RegistrationHandle token, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = Own(context, clientId, token).AsNoTracking().Include(row => row.Secrets);
        return await rows.SingleOrDefaultAsync(ct) is { } row
            ? new SelfRegistered(row.ToNewClient(), Secret: null, token, row.CreatedAt)
            {
                SecretHashes = [.. row.Secrets.Select(secret => secret.Hash)],
            }
            : null;
    }

    /// <summary>Makes a client what it says now, under a new token. What it does not say any more, it is not any more.</summary>
    /// <returns>Null as <see cref="FindAsync"/>: of two at once, the token is the first one's.</returns>
    /// <remarks>RFC 7592 §2.2.</remarks>
    public async Task<SelfRegistered?> ReplaceAsync(NewClient client, RegistrationHandle token, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var renewed = RegistrationHandle.CreateManaging();
        var renewedHash = renewed.Hash;
        if (
            await Own(context, client.ClientId, token)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RegistrationTokenHash, renewedHash), ct) == 0
        )
        {
            return null;
        }

        var row = await context
            .Set<ClientRow>()
            .Include(found => found.Secrets)
            .SingleAsync(found => found.ClientId == client.ClientId, ct);
        var secret = Change(context, row, client);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await catalog.ReloadAsync(client.ClientId, ct);
        return new SelfRegistered(client, secret, renewed, row.CreatedAt);
    }

    /// <summary>Deletes a client within a transaction of the caller's, who ends what hangs on it.</summary>
    /// <returns>False as <see cref="FindAsync"/>.</returns>
    /// <remarks>RFC 7592 §2.3.</remarks>
    public static async Task<bool> DeleteAsync(
        ServerDbContext context,
        string clientId,
        RegistrationHandle token,
        CancellationToken ct
    ) => await Own(context, clientId, token).ExecuteDeleteAsync(ct) > 0;

    private static IQueryable<ClientRow> Own(ServerDbContext context, string clientId, RegistrationHandle token)
    {
        var hash = token.Hash;
        return context
            .Set<ClientRow>()
            .Where(row => row.ClientId == clientId && row.RegistrationTokenHash == hash && row.DisabledAt == null);
    }

    private string? Change(ServerDbContext context, ClientRow row, NewClient client)
    {
        var isOther =
            row.AuthenticationMethod != client.AuthenticationMethod
            || (
                ClientSecrets.IsKey(client.AuthenticationMethod, client.Metadata)
                && row.Secrets.Exists(secret => secret.Sealed is null)
            );
        row.Name = client.Name ?? client.ClientId;
        row.AuthenticationMethod = client.AuthenticationMethod;
        row.GrantTypes = client.GrantTypes;
        row.Scopes = client.Scopes;
        row.RedirectUris = client.RedirectUris;
        row.Metadata = ClientMetadataJson.Write(client.Metadata);
        row.UpdatedAt = clock.GetUtcNow();
        if (!isOther)
            return null;
        // Another way of showing who it is has another secret, or none; and of one that is a key from now on we have the hash alone.
        context.RemoveRange(row.Secrets);
        var secret = SecretFor(client);
        if (secret is not null)
            context.Add(secrets.ToRow(row, secret));
        return secret;
    }

    private static string? SecretFor(NewClient client) =>
        ClientSecrets.Has(client.AuthenticationMethod)
            ? ClientSecrets.New(client.AuthenticationMethod, client.Metadata)
            : null;
}
