using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Interactions.Devices;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Device;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Sessions;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>A device that asks whether a person has let it in from another one.</summary>
/// <remarks>RFC 8628 §3.4.</remarks>
internal sealed class DeviceCodeGrant(
    DeviceAuthorizations devices,
    SessionClients sessions,
    RefreshBeginnings families,
    ApiCatalog apis
) : IGrant
{
    public string GrantType => DeviceAuthorizationEndpoint.GrantType;

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (request.DeviceCode is not { } presented)
            return ProtocolError.InvalidRequest("device_code is missing.");
        if (DeviceCode.Read(presented) is not { } code)
            return ProtocolError.InvalidGrant("not a device code of ours");

        return await devices.AskAsync(code, client.Client.ClientId, ct) switch
        {
            DevicePoll.Waiting => DeviceErrors.Pending,
            DevicePoll.TooSoon => DeviceErrors.SlowDown,
            DevicePoll.Denied => DeviceErrors.Denied,
            DevicePoll.Expired => DeviceErrors.Expired,
            DevicePoll.Approved approved => await FetchAsync(code, approved, request, client.Client, ct),
            DevicePoll.Unknown unknown => ProtocolError.InvalidGrant(unknown.Reason),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }

    // What cannot be aimed is refused before it costs the code.
    private async Task<Outcome<GrantedAuthorization>> FetchAsync(
        DeviceCode code,
        DevicePoll.Approved approved,
        TokenRequest request,
        Client client,
        CancellationToken ct
    )
    {
        // What the client may do may have changed since the person was asked.
        var known = apis.Snapshot;
        var scopes = approved.Scopes.Where(name => client.Scopes.Contains(name) && known.Knows(name));
        var resource = request.Resource ?? (approved.Resources is [var only] ? only : null);
        if (GrantedScopes.For(scopes, resource, known).Refused(out var error, out var granted))
            return error;
        if (await devices.RedeemAsync(code, client.ClientId, ct) is not { } redeemed)
            return ProtocolError.InvalidGrant("the device code was used, or who allowed it is suspended or signed out");

        var context = new SignInContext
        {
            SessionId = redeemed.SessionId,
            Acr = Session.AcrOf(redeemed.Amr),
            Amr = redeemed.Amr,
        };
        if (redeemed.SessionId is { } session)
            await sessions.JoinAsync(session, client.ClientId, ct);
        var beginning = new RefreshBeginning(
            client,
            redeemed.Person.Id,
            redeemed.Person.Epoch,
            scopes,
            granted.Api,
            redeemed.AuthTime,
            context
        );
        RefreshFamily? family = null;
        if (client.GrantTypes.Contains("refresh_token") && (family = await families.StartAsync(beginning, ct)) is null)
            return ProtocolError.InvalidGrant("the session that allowed it has just ended");
        return new GrantedAuthorization
        {
            Client = client,
            Subject = redeemed.Person.ToSubject(),
            Scopes = granted.ForToken,
            Api = granted.Api,
            AuthTime = redeemed.AuthTime,
            Context = context,
            GrantId = redeemed.Id,
            Family = family,
        };
    }
}
