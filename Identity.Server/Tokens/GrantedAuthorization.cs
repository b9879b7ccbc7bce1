using Identity.Server.Clients;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>What a grant has proved: who may have tokens, for what, on whose behalf.</summary>
internal sealed record GrantedAuthorization
{
    public required Client Client { get; init; }

    /// <summary>The person; null where the client acts for itself.</summary>
    public Subject? Subject { get; init; }

    /// <summary>What the access token may do.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>The API that the access token is for; null for one that only userinfo takes.</summary>
    public Api? Api { get; init; }

    /// <summary>When the person showed who they are.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>What else is known of the sign-in; null where it was by password at the token endpoint.</summary>
    public SignInContext? Context { get; init; }

    /// <summary>The grant that an access token ends with where there is no family.</summary>
    public Guid? GrantId { get; init; }

    /// <summary>The refresh family this belongs to, or begins.</summary>
    public RefreshFamily? Family { get; init; }
}

/// <summary>A refresh family as an answer mentions it.</summary>
/// <param name="Id">The grant's id; access tokens carry it, so that they end with the family.</param>
/// <param name="RefreshToken">The family's present token: the one thing that must never be logged.</param>
internal sealed record RefreshFamily(Guid Id, string RefreshToken)
{
    public override string ToString() => $"refresh family {Id}";
}

/// <summary>Everything a client is answered with.</summary>
/// <remarks>RFC 6749 §5.1; OpenID Connect Core §3.1.3.3.</remarks>
internal sealed record IssuedTokens(
    string AccessToken,
    TimeSpan ExpiresIn,
    string Scope,
    string? RefreshToken,
    string? IdToken
)
{
    public override string ToString() => $"tokens for {Scope}";
}
