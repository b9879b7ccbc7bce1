using Identity.Server.Sessions;

namespace Identity.Server.Interactions.Logouts;

/// <summary>What a client wishes, as far as it has been found to be in order.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2.</remarks>
internal sealed record LogoutWish
{
    /// <summary>Of a person who signs out here, of their own accord.</summary>
    public static LogoutWish Own { get; } = new();

    public string? ClientId { get; init; }

    /// <summary>Proven to be the client's.</summary>
    public string? PostLogoutRedirectUri { get; init; }
    public string? State { get; init; }

    /// <summary>The session that the client's ID token is of; null where it names none.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The person whom the client's ID token is about; null where there is none.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Whether it is this session that is meant: whoever else it may be is asked first.</summary>
    public bool Means(Session session) => UserId == session.Person.Id && (SessionId is null || SessionId == session.Id);

    /// <summary>Where the browser goes in the end; null where it stays.</summary>
    /// <remarks>OpenID Connect RP-Initiated Logout §3: with the state, if there was one.</remarks>
    public string? ReturnAddress =>
        PostLogoutRedirectUri is not { } uri ? null
        : State is not { } state ? uri
        : $"{uri}{(uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}state={Uri.EscapeDataString(state)}";
}

/// <summary>A wish that waits for a person, or has come true.</summary>
/// <param name="Handle">What addresses of ours call it; worth nothing in another browser.</param>
/// <param name="Ended">Null while nothing has ended.</param>
internal sealed record LogoutRequest(Guid Id, string Handle, LogoutWish Wish, LogoutResult? Ended);

/// <summary>What has ended.</summary>
/// <param name="SessionId">Null where nobody was signed in any more.</param>
/// <param name="Clients">The clients that it had signed the person in to.</param>
internal sealed record LogoutResult(Guid? SessionId, IReadOnlyList<string> Clients)
{
    public static LogoutResult Nothing { get; } = new(SessionId: null, []);
}
