using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>Trades a refresh token for its successor and a fresh access token.</summary>
/// <remarks>RFC 6749 §6; rotation and reuse detection, RFC 9700 §4.14.2.</remarks>
internal sealed class RefreshTokenGrant(RefreshTokens refreshTokens, ApiCatalog apis) : IGrant
{
    public string GrantType => "refresh_token";

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (request.RefreshToken is not { } presented)
            return ProtocolError.InvalidRequest("refresh_token is missing.");
        Api? target = null;
        if (request.Resource is { } resource && (target = apis.Find(resource)) is null)
            return ProtocolError.InvalidTarget("The resource is unknown.");

        return await refreshTokens.RotateAsync(presented, client.Client, request.Scope, target, ct) switch
        {
            Rotation.Done done => Grant(done, request, client.Client),
            Rotation.ScopeWidened => ProtocolError.InvalidScope("scope goes beyond what was granted."),
            Rotation.TargetWidened => ProtocolError.InvalidTarget("No scope of that resource was granted."),
            Rotation.Refused refused => ProtocolError.InvalidGrant(refused.Reason),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }

    private Outcome<GrantedAuthorization> Grant(Rotation.Done rotation, TokenRequest request, Client client)
    {
        var known = apis.Snapshot;
        // What the client may do today may be less than on the day the person signed in.
        var scopes = (request.Scope ?? rotation.Scopes).Where(name => client.Scopes.Contains(name) && known.Knows(name));
        if (
            GrantedScopes
                .For(scopes, request.Resource ?? DefaultTarget(rotation, scopes, known), known)
                .Refused(out var error, out var granted)
        )
        {
            return error;
        }

        return new GrantedAuthorization
        {
            Client = client,
            Subject = rotation.Subject,
            Scopes = granted.ForToken,
            Api = granted.Api,
            AuthTime = rotation.AuthTime,
            Family = rotation.Family,
        };
    }

    // The API of the sign-in, while it is there and some scope of it is still asked for.
    private static string? DefaultTarget(Rotation.Done rotation, ScopeSet scopes, ApiSnapshot apis) =>
        rotation.Audience is { } audience && apis.Find(audience) is { } api && scopes.Names.Any(api.Scopes.Contains)
            ? audience
            : null;
}
