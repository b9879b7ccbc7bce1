using Identity.Jose;

namespace Identity.Server.Resources;

/// <summary>An API as somebody asks for it; <see cref="Problem"/> says in a sentence what is wrong with it.</summary>
internal sealed record NewApi
{
    public const int LongestAudience = 200;
    public const int LongestName = 200;
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);
    public static readonly string[] KnownClaims =
    [
        "email",
        "email_verified",
        "name",
        "zoneinfo",
        "client_id",
        "scope",
        "iss",
        "aud",
        "jti",
    ];

    public required string Audience { get; init; }
    public string? Name { get; init; }
    public JwsAlgorithm Algorithm { get; init; } = JwsAlgorithm.RS256;
    public TokenProfile Profile { get; init; } = TokenProfile.AccessTokenJwt;
    public SubjectForm Subject { get; init; } = SubjectForm.Id;
    public string[] Claims { get; init; } = [];
    public TimeSpan? AccessTokenLifetime { get; init; }
    public string[] Scopes { get; init; } = [];

    /// <summary>A secret the API has already, for a system that moves in; null makes one.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>What keeps it from being created, or null.</summary>
    public string? Problem()
    {
        if (Audience.Length is 0 or > LongestAudience || Audience.Any(c => c is <= ' ' or > '~'))
            return $"An audience is 1 to {LongestAudience} visible ASCII characters, best a URI (RFC 8707 §2).";
        if (Name is { Length: > LongestName })
            return $"An API's name has at most {LongestName} characters.";
        if (Scopes.FirstOrDefault(scope => !ScopeSet.IsScopeToken(scope)) is { } bad)
            return $"'{bad}' is not a scope name (RFC 6749 §3.3).";
        if (Scopes.FirstOrDefault(StandardScopes.All.Contains) is { } standard)
            return $"'{standard}' is a scope of OpenID Connect and belongs to no API.";
        if (AccessTokenLifetime is { } life && (life < TimeSpan.FromSeconds(10) || life > LongestLifetime))
            return $"An access token lives between 10 seconds and {LongestLifetime.TotalDays:0} days.";
        if (Profile != TokenProfile.Plain && Claims.Length > 0)
            return "Only the plain profile chooses its claims; RFC 9068 fixes those of the other.";
        if (Claims.FirstOrDefault(claim => !KnownClaims.Contains(claim)) is { } unknown)
            return $"There is no claim '{unknown}'. Known: {string.Join(", ", KnownClaims)}.";
        // RFC 7519 §4: a claim's name is unique within a token.
        if (Claims.Where((claim, at) => Array.IndexOf(Claims, claim) < at).FirstOrDefault() is { } twice)
            return $"The claim '{twice}' is named more than once.";
        if (Secret is not null && !Algorithm.IsSymmetric)
            return $"{Algorithm.Name} signs with the server's own key; only HS256, HS384 and HS512 take a secret.";
        // RFC 7518 §3.2: a key of the hash's size or larger.
        if (Secret is { } secret && secret.Length < Algorithm.HashLength)
            return $"The secret for {Algorithm.Name} needs at least {Algorithm.HashLength} bytes (RFC 7518 §3.2).";
        return null;
    }
}
