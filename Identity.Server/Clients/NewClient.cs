using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients;

/// <summary>A client as somebody asks for it; <see cref="Problem"/> says in a sentence what is wrong with it.</summary>
internal sealed record NewClient
{
    public const int LongestClientId = 100;
    public const int LongestName = 200;
    private const int LongestScope = 128;
    private const int LongestAudience = 200;

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

    /// <summary>The first thing that keeps it from being registered, or null.</summary>
    public string? Problem() => Problems().FirstOrDefault()?.Sentence;

    /// <summary>What is wrong with all but its id, or null: an id that is no name of ours follows rules of its own.</summary>
    public string? ProblemBesideId() => ProblemsBesideId().FirstOrDefault()?.Sentence;

    /// <summary>Everything that keeps it from being registered, by the member that it is about.</summary>
    public IEnumerable<DocumentProblem> Problems()
    {
        // RFC 6749 §A.1 allows VSCHAR; without ':' it also passes through HTTP Basic as it is (RFC 7617 §2).
        if (ClientId.Length is 0 or > LongestClientId || ClientId.Any(c => c is <= ' ' or > '~' or ':' or '"' or '\\'))
        {
            yield return new DocumentProblem(
                "client_id",
                $"A client id is 1 to {LongestClientId} visible ASCII characters without ':', '\"' or '\\'."
            );
        }
        foreach (var problem in ProblemsBesideId())
            yield return problem;
    }

    private IEnumerable<DocumentProblem> ProblemsBesideId() =>
        [
            .. OwnProblems(),
            .. KeyRules.ProblemsOf(this),
            .. LifetimeProblems(),
            .. RedirectAddresses.ProblemsOf("redirect_uris", RedirectUris),
            // OpenID Connect RP-Initiated Logout §3.1: where browsers are led after a logout they are led as by an answer.
            .. RedirectAddresses.ProblemsOf("post_logout_redirect_uris", Metadata.PostLogoutRedirectUris ?? []),
            .. LogoutAddresses.ProblemsOf(Metadata, RedirectUris),
            .. SubjectTypes.ProblemsOf(this),
            .. ResponseTypeGrants.ProblemsOf(this),
            .. ResponseRules.ProblemsOf(this),
            .. RequestRules.ProblemsOf(this),
        ];

    private IEnumerable<DocumentProblem> OwnProblems()
    {
        if (Name is { Length: > LongestName })
            yield return new DocumentProblem("client_name", $"A client's name has at most {LongestName} characters.");
        foreach (var (at, grant) in GrantTypes.Index().Where(one => !KnownGrantTypes.Contains(one.Item)))
        {
            yield return new DocumentProblem(
                $"grant_types[{at}]",
                $"There is no grant type '{grant}'. Known: {string.Join(", ", KnownGrantTypes)}."
            );
        }
        if (AuthenticationMethod == ClientAuthenticationMethod.None && GrantTypes.Contains("client_credentials"))
        {
            yield return new DocumentProblem(
                "grant_types",
                "A public client cannot use client_credentials (RFC 6749 §4.4)."
            );
        }
        if (AuthenticationMethod == ClientAuthenticationMethod.None && Audience is not null)
        {
            yield return new DocumentProblem(
                "audience",
                "A client that speaks for an API needs a secret (RFC 7662 §2.1)."
            );
        }
        if (Audience is { Length: > LongestAudience })
            yield return new DocumentProblem("audience", $"An audience has at most {LongestAudience} characters.");
        if (Scopes.FirstOrDefault(scope => !IsScope(scope)) is { } bad)
            yield return new DocumentProblem("scope", $"'{bad}' is not a scope name (RFC 6749 §3.3).");
    }

    private static bool IsScope(string name) =>
        name.Length is > 0 and <= LongestScope && name.All(c => c is '!' or (>= '#' and <= '~') and not '\\');

    private IEnumerable<DocumentProblem> LifetimeProblems()
    {
        if (Lifetimes.AccessToken is { } life && (life < TimeSpan.FromSeconds(10) || life > LongestAccessTokenLifetime))
        {
            yield return new DocumentProblem(
                "access_token_lifetime_seconds",
                $"An access token lives between 10 seconds and {LongestAccessTokenLifetime.TotalDays:0} days."
            );
        }
        (string Member, TimeSpan? Life)[] lives =
        [
            ("refresh_token_idle_lifetime_seconds", Lifetimes.RefreshTokenIdle),
            ("refresh_token_lifetime_seconds", Lifetimes.RefreshToken),
        ];
        foreach (
            var (member, _) in lives.Where(one => one.Life <= TimeSpan.Zero || one.Life > LongestRefreshTokenLifetime)
        )
        {
            yield return new DocumentProblem(
                member,
                $"A refresh token lives longer than nothing, and {LongestRefreshTokenLifetime.TotalDays:0} days at most."
            );
        }
    }
}
