using Identity.Server.Clients;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>What came of presenting a refresh token.</summary>
internal abstract record Rotation
{
    /// <param name="Family">The family with its successor token.</param>
    /// <param name="Subject">The person, as their account is now.</param>
    /// <param name="Scopes">Everything that was granted at sign-in.</param>
    /// <param name="Audience">The API that the first access token was for.</param>
    /// <param name="AuthTime">When the person signed in.</param>
    /// <param name="Context">What else is known of that; null where it was by password at the token endpoint.</param>
    public sealed record Done(
        RefreshFamily Family,
        Subject Subject,
        ScopeSet Scopes,
        string? Audience,
        DateTimeOffset AuthTime,
        SignInContext? Context
    ) : Rotation;

    /// <summary>More scope was asked for than was granted; the token is still good.</summary>
    public sealed record ScopeWidened : Rotation;

    /// <summary>Nothing was granted for the API that was asked for, or none of several was named; the token is still good.</summary>
    public sealed record TargetWidened : Rotation;

    /// <param name="Reason">For the log.</param>
    public sealed record Refused(string Reason) : Rotation
    {
        /// <summary>The family of which a spent token was used, and which ends by it; null where that is not the reason.</summary>
        public Guid? Reused { get; init; }
    }
}

/// <summary>Where the access token of a rotation is to go, as far as that is known before the family has been seen.</summary>
/// <remarks>RFC 8707 §2.2.</remarks>
/// <param name="OneOf">Scopes of the API that was asked for, of which the family must have one; null where none was.</param>
/// <param name="Among">The APIs of which one must be the family's own, where more than one is in question; null where not.</param>
internal sealed record RotationAim(string[]? OneOf, string[]? Among)
{
    public static RotationAim At(Api api, Client client, ScopeSet? asked) =>
        new([.. api.Scopes.Where(name => client.Scopes.Contains(name) && asked?.Contains(name) != false)], Among: null);

    /// <summary>At the API of the sign-in, or at the only one that comes into question.</summary>
    public static RotationAim AtOwn(Client client, ScopeSet? asked, ApiSnapshot apis)
    {
        var inQuestion = (asked?.Names.Where(client.Scopes.Contains) ?? client.Scopes)
            .Select(name => apis.FindScope(name)?.Audience)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return new RotationAim(OneOf: null, inQuestion.Length > 1 ? inQuestion : null);
    }
}
