using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;

namespace Identity.Server.Clients;

/// <summary>A client as somebody asks for it; <see cref="Problem"/> says in a sentence what is wrong with it.</summary>
internal sealed record NewClient
{
    public const int LongestClientId = 100;
    public const int LongestName = 200;

    /// <summary>No token that the server issues to a client lives longer, whatever is registered.</summary>
    public static readonly TimeSpan LongestAccessTokenLifetime = TimeSpan.FromDays(7);

    /// <summary>No refresh token lives longer, used or not.</summary>
    public static readonly TimeSpan LongestRefreshTokenLifetime = TimeSpan.FromDays(730);

    public static readonly string[] KnownGrantTypes =
    [
        "authorization_code",
        "implicit",
        "password",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
    ];

    public required string ClientId { get; init; }
    public string? Name { get; init; }
    public ClientAuthenticationMethod AuthenticationMethod { get; init; } =
        ClientAuthenticationMethod.ClientSecretBasic;
    public string[] GrantTypes { get; init; } = [];
    public string[] Scopes { get; init; } = [];
    public string[] RedirectUris { get; init; } = [];
    public string? Audience { get; init; }
    public bool IsFirstParty { get; init; }
    public bool RequiresVerifiedEmail { get; init; } = true;
    public ClientMetadata Metadata { get; init; } = ClientMetadata.Empty;
    public ClientLifetimes Lifetimes { get; init; } = new(null, null, null);

    /// <summary>What keeps it from being registered, or null.</summary>
    public string? Problem()
    {
        // RFC 6749 §A.1 allows VSCHAR; without ':' it also passes through HTTP Basic as it is (RFC 7617 §2).
        if (ClientId.Length is 0 or > LongestClientId || ClientId.Any(c => c is <= ' ' or > '~' or ':' or '"' or '\\'))
            return $"A client id is 1 to {LongestClientId} visible ASCII characters without ':', '\"' or '\\'.";
        return ProblemBesideId();
    }

    /// <summary>What is wrong with all the rest, or null: an id that is no name of ours follows rules of its own.</summary>
    public string? ProblemBesideId()
    {
        if (Name is { Length: > LongestName })
            return $"A client's name has at most {LongestName} characters.";
        if (GrantTypes.FirstOrDefault(grant => !KnownGrantTypes.Contains(grant)) is { } unknown)
            return $"There is no grant type '{unknown}'. Known: {string.Join(", ", KnownGrantTypes)}.";
        if (AuthenticationMethod == ClientAuthenticationMethod.None && GrantTypes.Contains("client_credentials"))
            return "A public client cannot use client_credentials (RFC 6749 §4.4).";
        if (AuthenticationMethod == ClientAuthenticationMethod.None && Audience is not null)
            return "A client that speaks for an API needs a secret (RFC 7662 §2.1).";
        if (KeyRules.ProblemOf(this) is { } problem)
            return problem;
        if (Lifetimes.AccessToken is { } life && (life < TimeSpan.FromSeconds(10) || life > LongestAccessTokenLifetime))
            return $"An access token lives between 10 seconds and {LongestAccessTokenLifetime.TotalDays:0} days.";
        if (!IsRefreshLifetime(Lifetimes.RefreshTokenIdle) || !IsRefreshLifetime(Lifetimes.RefreshToken))
            return $"A refresh token lives longer than nothing, and {LongestRefreshTokenLifetime.TotalDays:0} days at most.";
        // OpenID Connect RP-Initiated Logout §3.1: where browsers are led after a logout they are led as by an answer.
        return RedirectUris
                .Concat(Metadata.PostLogoutRedirectUris ?? [])
                .Select(ProblemOf)
                .FirstOrDefault(problem => problem is not null)
            ?? LogoutAddresses.Problem(Metadata, RedirectUris)
            ?? SubjectTypes.ProblemOf(this)
            ?? ResponseRules.ProblemOf(this)
            ?? RequestRules.ProblemOf(this);
    }

    private static bool IsRefreshLifetime(TimeSpan? life) =>
        life is null || (life > TimeSpan.Zero && life <= LongestRefreshTokenLifetime);

    /// <summary>Whether browsers may be sent to an address at all.</summary>
    public static bool IsRedirectUri(string uri) => ProblemOf(uri) is null;

    // RFC 6749 §3.1.2: absolute and without a fragment; RFC 9700 §2.1: compared exactly, so nothing ambiguous is stored.
    private static string? ProblemOf(string uri)
    {
        if (
            !Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            || !parsed.IsWellFormedOriginalString()
            || !uri.All(c => c is > ' ' and <= '~' and not ('#' or '*'))
            || AuthorityOf(uri).Contains('@')
        )
        {
            return $"'{uri}' cannot be a redirect URI: it must be absolute, without fragment, user name or wildcard.";
        }
        // RFC 8252 §8.4: an app's own scheme is a domain name the other way round. javascript:, data: or intent: have no period.
        if (parsed.Scheme is not ("https" or "http") && !parsed.Scheme.Contains('.', StringComparison.Ordinal))
        {
            return $"'{uri}' cannot be a redirect URI: its scheme must be https, or one such as com.example.app (RFC 8252 §7.1).";
        }

        // RFC 9700 §2.6: a code is never sent unencrypted; loopback is the same machine (RFC 8252 §7.3).
        return parsed.Scheme == "http" && !parsed.IsLoopback
            ? $"'{uri}' cannot be a redirect URI: http is for loopback addresses only (RFC 9700 §2.6)."
            : null;
    }

    private static ReadOnlySpan<char> AuthorityOf(string uri)
    {
        const string Mark = "://";
        var at = uri.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return [];
        var rest = uri.AsSpan(at + Mark.Length);
        var end = rest.IndexOfAny("/?");
        return end < 0 ? rest : rest[..end];
    }
}
