using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Resources.Claims;

namespace Identity.Server.Tokens;

/// <summary>What userinfo says.</summary>
internal sealed record WrittenUserInfo(byte[] Bytes, bool IsJwt)
{
    public override string ToString() => nameof(WrittenUserInfo);
}

/// <summary>Writes what a client may know of a person: by its scopes, and by the claims that it asked for.</summary>
/// <remarks>OpenID Connect Core §5.3.2 and OpenID Connect Core §5.4.</remarks>
internal sealed class UserInfoWriter(
    Issuer issuer,
    SubjectNames subjects,
    ResponseSigning signing,
    ResponseEncryption encryption
)
{
    /// <param name="token">What the client showed.</param>
    /// <param name="client">Whose token it is.</param>
    /// <param name="subject">Whom it is about.</param>
    /// <returns>Null where the client has no key now that the answer could be encrypted with.</returns>
    public async ValueTask<WrittenUserInfo?> WriteAsync(
        VerifiedAccessToken token,
        Client client,
        Subject subject,
        CancellationToken ct
    )
    {
        using var payload = new TokenPayload();
        payload.Write("sub", subjects.Of(client, subject.Id));
        PersonalClaims.Write(payload, StandardClaims.Of(token.Scopes).Concat(token.ClaimNames), subject);
        string? jwt;
        if (client.UserInfoAlgorithm is { } algorithm)
            jwt = await encryption.NestAsync(Sign(payload, client, algorithm), client, client.UserInfoEncryption, ct);
        else if (client.UserInfoEncryption is { } terms)
            jwt = await encryption.EncryptAsync(payload.Finish().ToArray(), client, terms, ct);
        else
            return new WrittenUserInfo(payload.Finish().ToArray(), IsJwt: false);
        return jwt is null ? null : new WrittenUserInfo(Encoding.ASCII.GetBytes(jwt), IsJwt: true);
    }

    // OpenID Connect Core §5.3.2: signed, it says whom it is from and for.
    private string Sign(TokenPayload payload, Client client, JwsAlgorithm algorithm)
    {
        payload.Write("iss", issuer.Value);
        payload.Write("aud", client.ClientId);
        return CompactJws.Sign(payload.Finish(), signing.KeyFor(client, algorithm), "JWT");
    }
}
