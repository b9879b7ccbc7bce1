using Identity.Server.Audit;
using Identity.Server.Interactions.Devices;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Device;

/// <summary>Where a device that has no browser, or no keys to type with, asks to be let in from another one.</summary>
/// <remarks>RFC 8628 §3.1.</remarks>
internal sealed class DeviceAuthorizationEndpoint(
    ClientAuthenticator clients,
    ApiCatalog apis,
    RequestThrottle throttle,
    DeviceAuthorizations devices,
    Issuer issuer
) : IEndpoint
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>The page on which a person types the code.</summary>
    public const string VerificationPath = "/device";

    private const int MostResources = 16;

    public static string Path => "/connect/device";

    public static string RefusalKind => AuditKind.AuthorizationRefusal;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
            return error.AsJson();
        if ((await clients.AuthenticateAsync(http, form, ct)).Refused(out error, out var client))
            return error.AsJson();
        if (!client.Client.GrantTypes.Contains(GrantType))
        {
            return ProtocolError
                .UnauthorizedClient("The client may not use the device_code grant.")
                .AsJson(client.Client);
        }
        if (ReadWish(form, client, PlaceOf(http)).Refused(out error, out var wish))
            return error.AsJson(client.Client);
        // Whoever knows a public client's id can ask in its name.
        var source = new Source(http.HttpContext.Connection.RemoteIpAddress, Device: null);
        if (client.Client.IsPublic && await throttle.AdmitAsync("device", source, ct) is { } wait)
            return ProtocolError.TooManyAttempts(wait).AsJson();

        var begun = await devices.BeginAsync(wish, ct);
        return new DeviceAuthorizationAnswer(
            begun,
            issuer.Endpoint(VerificationPath),
            isCompleteShown: client.Client.IsFirstParty
        );
    }

    private Outcome<DeviceWish> ReadWish(RequestForm form, AuthenticatedClient client, string place)
    {
        ScopeSet? asked = null;
        if (form[Parameter.Scope] is { } text && (asked = ScopeSet.Read(text)) is null)
            return ProtocolError.InvalidScope("scope is not a list of scope names.");
        var (resources, known) = (form.Resources, apis.Snapshot);
        if (resources.Length > MostResources || resources.Any(name => known.Find(name) is null))
            return ProtocolError.InvalidTarget("A resource is unknown.");
        var only = resources is [var one] ? one : null;
        if (GrantedScopes.Allow(asked, only, client.Client, known).Refused(out var error, out var scopes))
            return error;

        // RFC 8707 §2: what is asked for is asked for at these APIs, and something at each of them.
        if (resources.Length > 0)
            scopes = scopes.Where(name => known.FindScope(name) is not { } scope || resources.Contains(scope.Audience));
        if (resources.Any(name => !scopes.Names.Any(known.Find(name)!.Scopes.Contains)))
            return ProtocolError.InvalidTarget("No scope of that resource was asked for.");
        return scopes.IsEmpty
            ? ProtocolError.InvalidScope("No scope is left that the client may have.")
            : new DeviceWish(client.Client.ClientId, scopes.Names, resources, place);
    }

    // What the person can compare with what they have before them. A program that is no browser says nothing that would help.
    private static string PlaceOf(HttpRequest http)
    {
        var address = http.HttpContext.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        var device = DeviceDescription.Of(http.Headers.UserAgent.ToString());
        return device.StartsWith(DeviceDescription.Unknown, StringComparison.Ordinal)
            ? $"{address}"
            : $"{address}, {device}";
    }
}
