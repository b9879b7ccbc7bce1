using System.Collections.Frozen;

namespace Identity.Server.Resources.Claims;

/// <summary>The claims about a person that there are, and the scope that each belongs to.</summary>
/// <remarks>OpenID Connect Core §5.1 and OpenID Connect Core §5.4.</remarks>
internal static class StandardClaims
{
    public const string Subject = "sub";
    public const string AuthTime = "auth_time";
    public const string Acr = "acr";

    private static readonly FrozenDictionary<string, string[]> ByScope = new Dictionary<string, string[]>(
        StringComparer.Ordinal
    )
    {
        [StandardScopes.Profile] =
        [
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
        [StandardScopes.Email] = ["email", "email_verified"],
        [StandardScopes.Phone] = ["phone_number", "phone_number_verified"],
        [StandardScopes.Address] = ["address"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Scopes = ByScope
        .SelectMany(scope => scope.Value.Select(claim => KeyValuePair.Create(claim, scope.Key)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every claim about a person, in no order.</summary>
    public static IEnumerable<string> Names => Scopes.Keys;

    /// <returns>The scope that lets a client have the claim; null for a claim that says nothing about a person.</returns>
    public static string? ScopeOf(string claim) => Scopes.GetValueOrDefault(claim);

    /// <summary>Everything that scopes let a client have.</summary>
    public static IEnumerable<string> Of(ScopeSet scopes) =>
        scopes.Names.SelectMany(scope => ByScope.GetValueOrDefault(scope, []));
}
