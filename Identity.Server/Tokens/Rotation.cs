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
    public sealed record Done(
        RefreshFamily Family,
        Subject Subject,
        ScopeSet Scopes,
        string? Audience,
        DateTimeOffset AuthTime
    ) : Rotation;

    /// <summary>More scope was asked for than was granted; the token is still good.</summary>
    public sealed record ScopeWidened : Rotation;

    /// <summary>An API was asked for that nothing was granted for; the token is still good.</summary>
    public sealed record TargetWidened : Rotation;

    /// <param name="Reason">For the log.</param>
    public sealed record Refused(string Reason) : Rotation;
}
