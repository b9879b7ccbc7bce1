using System.Collections.Frozen;
using System.Security.Cryptography;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database.Sealing;
using Identity.Server.Resources;

namespace Identity.Server.Tests;

/// <summary>Valid clients and APIs for a test to spoil one thing of.</summary>
internal static class Registered
{
    public const string Secret = "correct horse battery staple";

    public static Client Client(
        string id = "web",
        ClientAuthenticationMethod method = ClientAuthenticationMethod.ClientSecretBasic,
        string[]? grants = null,
        string[]? scopes = null,
        ClientLifetimes? lifetimes = null,
        ClientMetadata? metadata = null,
        string? sector = null
    ) =>
        Client(
            id,
            method,
            isDisabled: false,
            [new(ClientRegistry.HashOf(Secret), ExpiresAt: null)],
            grants,
            scopes,
            lifetimes,
            metadata: metadata,
            sector: sector
        );

    public static Client Client(
        string id,
        ClientAuthenticationMethod method,
        bool isDisabled,
        ClientSecret[] secrets,
        string[]? grants = null,
        string[]? scopes = null,
        ClientLifetimes? lifetimes = null,
        bool isFirstParty = false,
        string[]? redirectUris = null,
        ClientMetadata? metadata = null,
        string? sector = null
    ) =>
        new()
        {
            ClientId = id,
            Name = id,
            AuthenticationMethod = method,
            Secrets = method == ClientAuthenticationMethod.None ? [] : secrets,
            GrantTypes = (grants ?? ["client_credentials", "refresh_token"]).ToFrozenSet(StringComparer.Ordinal),
            Scopes = (scopes ?? []).ToFrozenSet(StringComparer.Ordinal),
            RedirectUris = redirectUris ?? [],
            IsFirstParty = isFirstParty,
            RequiresVerifiedEmail = true,
            IsDisabled = isDisabled,
            Lifetimes = lifetimes ?? new ClientLifetimes(null, null, null),
            Metadata = metadata ?? ClientMetadata.Empty,
            PairwiseSector = sector,
        };

    public static Api Api(
        string audience = "https://api.example",
        JwsAlgorithm? algorithm = null,
        string[]? scopes = null,
        string[]? plainClaims = null,
        SubjectForm subject = SubjectForm.Id,
        TimeSpan? lifetime = null
    )
    {
        algorithm ??= JwsAlgorithm.RS256;
        return new()
        {
            Audience = audience,
            Name = audience,
            Algorithm = algorithm,
            Profile = plainClaims is null ? TokenProfile.AccessTokenJwt : TokenProfile.Plain,
            Subject = subject,
            Claims = plainClaims ?? [],
            Scopes = scopes ?? ["read", "write"],
            AccessTokenLifetime = lifetime,
            Secrets = algorithm.IsSymmetric ? [NewSecret(algorithm), NewSecret(algorithm)] : [],
        };
    }

    public static ApiSnapshot Snapshot(params Api[] apis) =>
        new(
            apis.ToFrozenDictionary(api => api.Audience, StringComparer.Ordinal),
            apis.SelectMany(api => api.Scopes.Select(name => new ApiScope(name, name, api.Audience)))
                .ToFrozenDictionary(scope => scope.Name, StringComparer.Ordinal)
        );

    public static ApiCatalog Catalog(params Api[] apis) =>
        new(new NoDatabase(), new MasterKey(new byte[MasterKey.Length]), new Identity.Tests.ManualClock())
        {
            Snapshot = Snapshot(apis),
        };

    private static ApiSecret NewSecret(JwsAlgorithm algorithm) =>
        new(SigningKey.FromSecret(algorithm, RandomNumberGenerator.GetBytes(algorithm.HashLength)), ExpiresAt: null);
}
