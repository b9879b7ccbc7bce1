using Identity.Jose;
using Identity.Server.Database.Documents;

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

    /// <summary>What people are told a scope is for; one that is not here is called by its name, or as before.</summary>
    public IReadOnlyDictionary<string, string> ScopeDescriptions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The first thing that keeps it from being created, or null.</summary>
    public string? Problem() => Problems().FirstOrDefault()?.Sentence;

    /// <summary>Everything that keeps it from being created, by the member that it is about.</summary>
    public IEnumerable<DocumentProblem> Problems()
    {
        if (Audience.Length is 0 or > LongestAudience || Audience.Any(c => c is <= ' ' or > '~'))
        {
            yield return new DocumentProblem(
                "audience",
                $"An audience is 1 to {LongestAudience} visible ASCII characters, best a URI (RFC 8707 §2)."
            );
        }
        if (Name is { Length: > LongestName })
            yield return new DocumentProblem("name", $"An API's name has at most {LongestName} characters.");
        if (AccessTokenLifetime is { } life && (life < TimeSpan.FromSeconds(10) || life > LongestLifetime))
        {
            yield return new DocumentProblem(
                "access_token_lifetime_seconds",
                $"An access token lives between 10 seconds and {LongestLifetime.TotalDays:0} days."
            );
        }
        foreach (var problem in ScopeProblems().Concat(ClaimProblems()))
            yield return problem;
        if (SecretProblem() is { } secret)
            yield return new DocumentProblem("secret", secret);
    }

    private IEnumerable<DocumentProblem> ScopeProblems()
    {
        foreach (var (at, scope) in Scopes.Index())
        {
            if (!ScopeSet.IsScopeToken(scope))
            {
                yield return new DocumentProblem($"scopes[{at}]", $"'{scope}' is not a scope name (RFC 6749 §3.3).");
            }
            else if (StandardScopes.All.Contains(scope))
            {
                yield return new DocumentProblem(
                    $"scopes[{at}]",
                    $"'{scope}' is a scope of OpenID Connect and belongs to no API."
                );
            }
            else if (scope == BuiltInApi.ManagementScope && !BuiltInApi.Is(Audience))
            {
                yield return new DocumentProblem($"scopes[{at}]", $"The scope '{scope}' is the server's own.");
            }
            else if (ScopeDescriptions.TryGetValue(scope, out var description) && description.Length > LongestName)
            {
                yield return new DocumentProblem(
                    $"scopes[{at}]",
                    $"The description of '{scope}' has more than {LongestName} characters."
                );
            }
        }
    }

    private IEnumerable<DocumentProblem> ClaimProblems()
    {
        if (Profile != TokenProfile.Plain && Claims.Length > 0)
        {
            yield return new DocumentProblem(
                "claims",
                "Only the plain profile chooses its claims; RFC 9068 fixes those of the other."
            );
        }
        if (Claims.FirstOrDefault(claim => !KnownClaims.Contains(claim)) is { } unknown)
        {
            yield return new DocumentProblem(
                "claims",
                $"There is no claim '{unknown}'. Known: {string.Join(", ", KnownClaims)}."
            );
        }
        // RFC 7519 §4: a claim's name is unique within a token.
        if (Claims.Where((claim, at) => Array.IndexOf(Claims, claim) < at).FirstOrDefault() is { } twice)
            yield return new DocumentProblem("claims", $"The claim '{twice}' is named more than once.");
    }

    private string? SecretProblem()
    {
        if (Secret is not null && !Algorithm.IsSymmetric)
            return $"{Algorithm.Name} signs with the server's own key; only HS256, HS384 and HS512 take a secret.";
        // RFC 7518 §3.2: a key of the hash's size or larger.
        return Secret is { } secret && secret.Length < Algorithm.HashLength
            ? $"The secret for {Algorithm.Name} needs at least {Algorithm.HashLength} bytes (RFC 7518 §3.2)."
            : null;
    }
}
