using System.Collections.Concurrent;
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

    private const int MostDescribed = 1_000;

    private readonly SemaphoreSlim _loading = new(1);
    private readonly ConcurrentDictionary<string, Described> _described = new(StringComparer.Ordinal);
    private volatile FrozenDictionary<string, Client> _clients = FrozenDictionary<string, Client>.Empty;
    private volatile FrozenSet<string> _origins = FrozenSet<string>.Empty;

    /// <summary>All that are known at this moment.</summary>
    public IReadOnlyDictionary<string, Client> All
    {
        get => _clients;
        init => _clients = value.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Client? Find(string clientId) =>
        _clients.GetValueOrDefault(clientId) ?? _described.GetValueOrDefault(clientId)?.Client;

    /// <summary>Notes what a client's own document says of it, for those who cannot wait for a document.</summary>
    /// <param name="clientId">An address, which no registered client has for its id.</param>
    /// <param name="client">Null where the document says nothing any more.</param>
    public void Note(string clientId, Client? client)
    {
        if (client is null)
            _described.TryRemove(clientId, out _);
        else
            _described[clientId] = new Described(client, OriginsOf([client]));
        // Anybody can have documents found: what is forgotten is only looked up once more.
        if (_described.Count > MostDescribed)
            _described.Clear();
    }

    /// <summary>Whether a client that is not disabled has its answers sent to pages of this origin.</summary>
    public bool IsOriginOfAny(string origin) =>
        _origins.Contains(origin) || _described.Values.Any(described => described.Origins.Contains(origin));

    /// <summary>Reads everything again, one reading after the other: an older one never replaces a newer.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = await context.Set<ClientRow>().AsNoTracking().Include(row => row.Secrets).ToListAsync(ct);
            Put(rows.Select(ToClient).ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal));
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Reads one client again, or forgets it where it is gone: what a stranger may bring about costs no more than that.</summary>
    public async Task ReloadAsync(string clientId, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = context.Set<ClientRow>().AsNoTracking().Include(row => row.Secrets);
            var row = await rows.SingleOrDefaultAsync(row => row.ClientId == clientId, ct);
            var clients = new Dictionary<string, Client>(_clients, StringComparer.Ordinal);
            if (row is null)
                clients.Remove(clientId);
            else
                clients[clientId] = ToClient(row);
            Put(clients.ToFrozenDictionary(StringComparer.Ordinal));
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private void Put(FrozenDictionary<string, Client> clients)
    {
        _clients = clients;
        _origins = OriginsOf(clients.Values);
    }

    private static FrozenSet<string> OriginsOf(IEnumerable<Client> clients) =>
        clients
            .Where(client => !client.IsDisabled)
            .SelectMany(client => client.RedirectUris)
            .Select(OriginOf)
            .OfType<string>()
            .ToFrozenSet(StringComparer.Ordinal);

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

    private sealed record Described(Client Client, FrozenSet<string> Origins);
}
