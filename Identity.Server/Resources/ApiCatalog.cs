using System.Collections.Frozen;
using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources;

/// <summary>What is known of APIs and scopes at one moment.</summary>
internal sealed record ApiSnapshot(FrozenDictionary<string, Api> Apis, FrozenDictionary<string, ApiScope> Scopes)
{
    public static ApiSnapshot Empty { get; } =
        new(FrozenDictionary<string, Api>.Empty, FrozenDictionary<string, ApiScope>.Empty);

    /// <summary>The longest that any API lets its access tokens live; null where none says.</summary>
    public TimeSpan? LongestLifetime { get; } = Apis.Values.Max(api => api.AccessTokenLifetime);

    public Api? Find(string audience) => Apis.GetValueOrDefault(audience);

    public ApiScope? FindScope(string name) => Scopes.GetValueOrDefault(name);

    public bool Knows(string scope) => StandardScopes.All.Contains(scope) || Scopes.ContainsKey(scope);

    /// <summary>Which API an access token with these scopes is for.</summary>
    /// <remarks>RFC 8707 §2: one token, one audience, so that no API can use a token against another.</remarks>
    public ApiChoice Choose(ScopeSet scopes, string? resource)
    {
        if (resource is not null)
            return Find(resource) is { } named ? new ApiChoice.One(named) : new ApiChoice.Unknown();

        Api? chosen = null;
        foreach (var name in scopes.Names)
        {
            if (FindScope(name) is not { } scope || Find(scope.Audience) is not { } api)
                continue;
            if (chosen is not null && chosen != api)
                return new ApiChoice.Several();
            chosen = api;
        }
        return chosen is null ? new ApiChoice.None() : new ApiChoice.One(chosen);
    }
}

/// <summary>Every API and scope, in memory and immutable; replaced whole within a moment of a change on any node.</summary>
internal sealed class ApiCatalog(IDbContextFactory<ServerDbContext> contexts, MasterKey master, TimeProvider clock)
    : IDisposable
{
    public const string Channel = "identity_apis";

    private readonly SemaphoreSlim _loading = new(1);
    private volatile ApiSnapshot _snapshot = ApiSnapshot.Empty;

    /// <summary>A request takes one and asks it everything, so that a change in between cannot divide its answers.</summary>
    public ApiSnapshot Snapshot
    {
        get => _snapshot;
        init => _snapshot = value;
    }

    public Api? Find(string audience) => _snapshot.Find(audience);

    /// <summary>Reads everything again, one reading after the other: an older one never replaces a newer.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = await context
                .Set<ApiRow>()
                .AsNoTracking()
                .AsSplitQuery()
                .Include(row => row.Secrets)
                .Include(row => row.Scopes)
                .ToListAsync(ct);
            var now = clock.GetUtcNow();
            _snapshot = new ApiSnapshot(
                rows.Select(row => ToApi(row, now)).ToFrozenDictionary(api => api.Audience, StringComparer.Ordinal),
                rows.SelectMany(row => row.Scopes)
                    .Select(scope => new ApiScope(scope.Name, scope.Description, scope.Audience))
                    .ToFrozenDictionary(scope => scope.Name, StringComparer.Ordinal)
            );
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private Api ToApi(ApiRow row, DateTimeOffset now)
    {
        if (!JwsAlgorithm.TryParse(row.Algorithm, out var algorithm))
            throw new InvalidOperationException($"API {row.Audience} has the unknown algorithm {row.Algorithm}.");
        return new Api
        {
            Audience = row.Audience,
            Name = row.Name,
            Algorithm = algorithm,
            Profile = row.Profile,
            Subject = row.Subject,
            Claims = row.Claims,
            Scopes = [.. row.Scopes.Select(scope => scope.Name)],
            AccessTokenLifetime = row.AccessTokenLifetime,
            Secrets =
            [
                .. row
                    .Secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > now)
                    .OrderByDescending(secret => secret.Id)
                    .Select(secret => new ApiSecret(Unseal(secret, algorithm), secret.ExpiresAt)),
            ],
        };
    }

    private SigningKey Unseal(ApiSecretRow row, JwsAlgorithm algorithm) =>
        SigningKey.FromSecret(algorithm, master.Unseal(row.SealedSecret, ApiRegistry.NameOf(row.Id)));
}

/// <summary>The API that scopes and a resource parameter lead to.</summary>
internal abstract record ApiChoice
{
    /// <summary>No API: the token is for the server's own userinfo.</summary>
    public sealed record None : ApiChoice;

    public sealed record One(Api Api) : ApiChoice;

    /// <summary>The scopes belong to several APIs and no resource says which.</summary>
    public sealed record Several : ApiChoice;

    public sealed record Unknown : ApiChoice;
}
