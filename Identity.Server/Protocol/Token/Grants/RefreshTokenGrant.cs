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
    public const string Name = "refresh_token";

    public string GrantType => Name;

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (request.RefreshToken is not { } presented)
            return ProtocolError.InvalidRequest("refresh_token is missing.");
        var known = apis.Snapshot;
        if (Aim(request, client.Client, known).Refused(out var error, out var aim))
            return error;

        var rotation = await refreshTokens.RotateAsync(presented, client.Client, request.Scope, aim, ct);
        return Judge(rotation, request, client.Client, known);
    }

    /// <summary>Says what a token would be traded for now, by its own client and for all that was granted. It stays as it is.</summary>
    public async ValueTask<Outcome<GrantedAuthorization>> ForeseeAsync(
        TokenRequest request,
        Client client,
        CancellationToken ct
    )
    {
        if (request.RefreshToken is not { } presented)
            return ProtocolError.InvalidRequest("refresh_token is missing.");
        var known = apis.Snapshot;
        if (Aim(request, client, known).Refused(out var error, out var aim))
            return error;
        return Judge(await refreshTokens.ForeseeAsync(presented, client, aim, ct), request, client, known);
    }

    private static Outcome<GrantedAuthorization> Judge(
        Rotation rotation,
        TokenRequest request,
        Client client,
        ApiSnapshot known
    ) =>
        rotation switch
        {
            Rotation.Done done => Grant(done, request, client, known),
            Rotation.ScopeWidened => ProtocolError.InvalidScope("scope goes beyond what was granted."),
            Rotation.TargetWidened when request.Resource is null => ProtocolError.InvalidTarget(
                "The scopes belong to more than one API: name one with resource."
            ),
            Rotation.TargetWidened => ProtocolError.InvalidTarget("No scope of that resource was granted."),
            Rotation.Refused refused => ProtocolError.InvalidGrant(refused.Reason),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };

    private static Outcome<RotationAim> Aim(TokenRequest request, Client client, ApiSnapshot known)
    {
        if (request.Resource is not { } resource)
            return RotationAim.AtOwn(client, request.Scope, known);
        return known.Find(resource) is { } api
            ? RotationAim.At(api, client, request.Scope)
            : ProtocolError.InvalidTarget("The resource is unknown.");
    }

    private static Outcome<GrantedAuthorization> Grant(
        Rotation.Done rotation,
        TokenRequest request,
        Client client,
        ApiSnapshot known
    )
    {
        // What the client may do today may be less than on the day the person signed in.
        var scopes = (request.Scope ?? rotation.Scopes).Where(name =>
            client.Scopes.Contains(name) && known.Knows(name)
        );
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
            Context = rotation.Context,
            Family = rotation.Family,
        };
    }

    // The API of the sign-in, while it is there and some scope of it is still asked for.
    private static string? DefaultTarget(Rotation.Done rotation, ScopeSet scopes, ApiSnapshot apis) =>
        rotation.Audience is { } audience && apis.Find(audience) is { } api && scopes.Names.Any(api.Scopes.Contains)
            ? audience
            : null;
}
