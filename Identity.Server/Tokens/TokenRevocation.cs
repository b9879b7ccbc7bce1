using Identity.Server.Clients;
using Identity.Server.Tokens.Logout;

namespace Identity.Server.Tokens;

/// <summary>Ends tokens before their time: one, a grant's, or all of one person's.</summary>
internal sealed class TokenRevocation(
    RefreshFamilies families,
    SessionLogouts sessions,
    DenyList denied,
    TokenLifetimes lifetimes,
    TimeProvider clock
)
{
    /// <summary>Ends a refresh token's whole family, and with it the family's access tokens.</summary>
    public Task<bool> RevokeAsync(RefreshHandle handle, Client client, CancellationToken ct) =>
        families.RevokeAsync(handle, client, ct);

    /// <summary>Ends one access token.</summary>
    public Task RevokeAsync(VerifiedAccessToken token, CancellationToken ct)
    {
        var end = token.Claims.ExpiresAt!.Value;
        return denied.DenyAsync([token.OwnKey], issuedBefore: end, expiresAt: end, ct);
    }

    /// <summary>
    /// Ends the sign-in that an access token came of: the token, the refresh family with all its access tokens, and the
    /// browser session where there is one.
    /// </summary>
    /// <param name="token">The token that the person's client holds.</param>
    /// <param name="client">Whose families may be ended by it.</param>
    /// <param name="subject">The person.</param>
    public async Task EndSignInAsync(VerifiedAccessToken token, Client client, Guid subject, CancellationToken ct)
    {
        await RevokeAsync(token, ct);
        if (token.GrantId is { } grant)
            await families.RevokeAsync(grant, client, subject, ct);
        if (token.SessionId is { } session)
            await sessions.EndAsync(session, subject, ct);
    }

    /// <summary>
    /// Ends everything a person's clients hold: suspension, a new password. Sessions that are over by it are cleared up, and
    /// their clients are told.
    /// </summary>
    /// <param name="subject">The person's id.</param>
    /// <param name="email">Their address, which some APIs' tokens name them by.</param>
    public async Task<long> RevokeAllAsync(Guid subject, string email, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Guid[] keys = [DenyKey.OfSubject(subject.ToString()), DenyKey.OfSubject(email)];
        await denied.DenyAsync(keys, issuedBefore: now, expiresAt: now + lifetimes.LongestAccessToken, ct);
        await sessions.EndOverAsync(subject, ct);
        return await families.RevokeAllAsync(subject, ct);
    }
}
