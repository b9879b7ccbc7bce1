using System.Collections.Frozen;
using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients;

/// <summary>Every client, in memory and immutable; replaced whole within a moment of a change on any node.</summary>
internal sealed class ClientCatalog(IDbContextFactory<ServerDbContext> contexts, ClientSecrets secrets) : IDisposable
{
    public const string Channel = "identity_clients";

    private readonly SemaphoreSlim _loading = new(1);
    private volatile FrozenDictionary<string, Client> _clients = FrozenDictionary<string, Client>.Empty;
    private volatile FrozenSet<string> _origins = FrozenSet<string>.Empty;

    /// <summary>All that are known at this moment.</summary>
    public IReadOnlyDictionary<string, Client> All
    {
        get => _clients;
        init => _clients = value.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Client? Find(string clientId) => _clients.GetValueOrDefault(clientId);

    /// <summary>Whether a client that is not disabled has its answers sent to pages of this origin.</summary>
    public bool IsOriginOfAny(string origin) => _origins.Contains(origin);

    /// <summary>Reads everything again, one reading after the other: an older one never replaces a newer.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = await context.Set<ClientRow>().AsNoTracking().Include(row => row.Secrets).ToListAsync(ct);
            var clients = rows.Select(ToClient).ToArray();
            _clients = clients.ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal);
            _origins = clients
                .Where(client => !client.IsDisabled)
                .SelectMany(client => client.RedirectUris)
                .Select(OriginOf)
                .OfType<string>()
                .ToFrozenSet(StringComparer.Ordinal);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    // As browsers write it (RFC 6454 §6.2). An app of another scheme runs in no browser, and its origin would be "null".
    private static string? OriginOf(string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;

    private Client ToClient(ClientRow row)
    {
        var metadata = ClientMetadataJson.Read(row.Metadata);
        return new Client
        {
            ClientId = row.ClientId,
            Name = row.Name,
            AuthenticationMethod = row.AuthenticationMethod,
            Secrets = [.. row.Secrets.OrderByDescending(secret => secret.Id).Select(secrets.Read)],
            GrantTypes = row.GrantTypes.ToFrozenSet(StringComparer.Ordinal),
            Scopes = row.Scopes.ToFrozenSet(StringComparer.Ordinal),
            RedirectUris = row.RedirectUris,
            Metadata = metadata,
            Keys = metadata.Jwks is { } jwks && ClientKeySet.TryRead(jwks, out var keys, out _) ? keys : null,
            PairwiseSector = SubjectTypes.SectorOf(row, metadata),
            Audience = row.Audience,
            IsFirstParty = row.IsFirstParty,
            RequiresVerifiedEmail = row.RequiresVerifiedEmail,
            IsDisabled = row.DisabledAt is not null,
            Lifetimes = new ClientLifetimes(
                row.AccessTokenLifetime,
                row.RefreshTokenIdleLifetime,
                row.RefreshTokenLifetime
            ),
        };
    }
}
