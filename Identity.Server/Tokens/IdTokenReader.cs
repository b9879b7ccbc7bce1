using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Keys;

namespace Identity.Server.Tokens;

/// <summary>What an ID token says that a client shows again.</summary>
/// <param name="Client">Whom it was issued to.</param>
/// <param name="SessionId">The browser session it came of; null for one that came of none.</param>
internal sealed record ShownIdToken(Client Client, Guid UserId, Guid? SessionId);

/// <summary>Reads ID tokens of our own back, which clients show as a hint of whom they mean.</summary>
/// <remarks>
/// OpenID Connect RP-Initiated Logout §2: one that has expired is as good a hint as ever, and a key that signs no more has
/// signed it all the same.
/// </remarks>
internal sealed class IdTokenReader(Issuer issuer, SigningKeys keys, SubjectNames subjects, ClientFinder clients)
{
    private readonly JwtExpectations _expected = new() { Issuer = issuer.Value, Types = ["JWT"] };

    /// <returns>What it says, or null where it is no ID token that we have issued to a client that is known.</returns>
    public async ValueTask<ShownIdToken?> ReadAsync(string token, CancellationToken ct) =>
        (await JudgeAsync(token, ct)).Shown;

    /// <summary>The same, with the reason, for log and trace, where there is nothing to read.</summary>
    public async ValueTask<(ShownIdToken? Shown, string? Why)> JudgeAsync(string token, CancellationToken ct)
    {
        if (CompactJws.PeekHeader(token) is not { } header)
            return (null, "It is no signed JWT whose header can be read.");
        var signers = header.Algorithm.IsSymmetric ? await SharedKeysAsync(token, ct) : await OwnKeysAsync(header, ct);

        // Looked at as if it were then, when none of ours had expired.
        var verdict = Jwt.Validate(token, signers, _expected, DateTimeOffset.UnixEpoch);
        if (verdict is JwtVerdict.Invalid invalid)
            return (null, invalid.Reason);
        if (verdict is not JwtVerdict.Valid { Claims: { Audience: [var audience], Subject: { } name } claims })
            return (null, "It does not name one client and one person.");
        if (await clients.FindSoonAsync(audience, ct) is not { } client)
            return (null, "The client that it was issued to is gone.");
        return subjects.PersonOf(client, name) is { } user
            ? (new ShownIdToken(client, user, SessionIn(claims)), null)
            : (null, "Its sub is no name that the client could have for anybody.");
    }

    private async ValueTask<VerificationKeys> OwnKeysAsync(JwsHeader header, CancellationToken ct)
    {
        // Another node may have begun to sign with a key this one has not heard of yet.
        if (header.KeyId is { } keyId && !keys.Ring.Knows(keyId))
            await keys.ReloadForUnknownKeyAsync(ct);
        return keys.Ring.Verification;
    }

    // Under the client's own secret, which vouches for tokens to that client alone.
    private async ValueTask<VerificationKeys> SharedKeysAsync(string token, CancellationToken ct) =>
        Jwt.PeekClaims(token) is { Audience: [var audience] }
        && await clients.FindSoonAsync(audience, ct) is { IdTokenAlgorithm.IsSymmetric: true } client
            ? new VerificationKeys(client.Secrets.SelectMany(secret => secret.Keys))
            : new VerificationKeys();

    private static Guid? SessionIn(JwtClaims claims) =>
        Guid.TryParseExact(claims.GetString(AccessTokenWriter.SessionIdClaim), "D", out var id) ? id : null;
}
