using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Revocation;

/// <summary>Where a client says that it no longer needs a token.</summary>
/// <remarks>RFC 7009 §2.</remarks>
internal sealed class RevocationEndpoint(
    ClientAuthenticator clients,
    AccessTokenReader reader,
    TokenRevocation revocation
) : IEndpoint
{
    public static string Path => "/connect/revoke";

    public static string RefusalKind => AuditKind.TokenRefusal;

    public static bool IsForBrowserApps => true;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
            return error.AsJson();
        if ((await clients.AuthenticateAsync(http, form, ct)).Refused(out error, out var client))
            return error.AsJson();
        if (form[Parameter.Token] is not { } token)
            return ProtocolError.InvalidRequest("token is missing.").AsJson(client.Client);

        if (RefreshHandle.Read(token) is { } handle)
            await revocation.RevokeAsync(handle, client.Client, ct);
        else if (await reader.ReadAsync(token, ct) is { } access && IsOwnedBy(client.Client, access))
            await revocation.RevokeAsync(access, ct);

        // RFC 7009 §2.2: 200 as well for a token that is not known, or is another's: the client learns nothing of it.
        http.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Ok();
    }

    // A plain token may not say whose it is; then the API it is for may end it.
    private static bool IsOwnedBy(Client client, VerifiedAccessToken token) =>
        token.ClientId is { } owner
            ? owner == client.ClientId
            : client.Audience is { } audience && audience == token.Api?.Audience;
}
