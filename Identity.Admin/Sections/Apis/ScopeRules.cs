namespace Identity.Admin.Sections.Apis;

/// <summary>Says while they are typed what is wrong with the names of an API and of its scopes. The server has the last word.</summary>
public static class ScopeRules
{
    public const int LongestAudience = 200;

    private static readonly string[] Standard = ["openid", "profile", "email", "phone", "address", "offline_access"];

    /// <remarks>RFC 6749 §3.3.</remarks>
    public static string? ProblemOf(string name)
    {
        if (Standard.Contains(name, StringComparer.Ordinal))
            return "It is a scope of OpenID Connect, and belongs to no API.";
        return OddIn(name, c => c is <= ' ' or > '~' or '"' or '\\');
    }

    /// <remarks>RFC 8707 §2.</remarks>
    public static string? ProblemOfAudience(string audience) => OddIn(audience, c => c is <= ' ' or > '~');

    private static string? OddIn(string name, Func<char, bool> isOdd) =>
        name.FirstOrDefault(isOdd) switch
        {
            '\0' => null,
            ' ' => "It has no spaces.",
            var odd => $"“{odd}” cannot stand in it.",
        };
}
