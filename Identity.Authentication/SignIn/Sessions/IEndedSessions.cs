namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Remembers which of the provider's sessions have ended, for as long as a cookie may still say that they have not.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.7. Kept by the app's nodes together, or by the only one there is.</remarks>
internal interface IEndedSessions
{
    Task AddAsync(SessionEnd end, TimeSpan keepFor, CancellationToken ct);

    Task<bool> IncludeAsync(SessionMark session, CancellationToken ct);
}
