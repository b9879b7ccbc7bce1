using Identity.Server.Users;

namespace Identity.Server.Sessions;

/// <summary>One browser signed in once, as a request finds it.</summary>
/// <param name="Id">The same from sign-in to sign-out, whatever becomes of the handle.</param>
/// <param name="Person">Whose it is, as their account is now.</param>
/// <param name="AuthTime">When the person last showed who they are.</param>
/// <param name="Amr">How, as RFC 8176 §2 names it.</param>
/// <param name="Device">Browser and system, for the person's own list.</param>
/// <param name="ExpiresAt">When it ends however much it is used.</param>
internal sealed record Session(
    Guid Id,
    Person Person,
    DateTimeOffset AuthTime,
    IReadOnlyList<string> Amr,
    string Device,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>How much the sign-in is worth, as `acr` says it; null where it cannot be said.</summary>
    public string? Acr => AcrOf(Amr);

    /// <summary>How much it is worth that a person has shown who they are in these ways.</summary>
    public static string? AcrOf(IEnumerable<string> amr) => amr.Contains("pwd", StringComparer.Ordinal) ? "pwd" : null;
}

/// <summary>A session with the handle that its cookie is to hold from now on.</summary>
internal sealed record StartedSession(SessionHandle Handle, Session Session);

/// <summary>A session as a person sees it in the list of their own.</summary>
internal sealed record ListedSession(
    Guid Id,
    string Device,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt
);
