using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.RequestObjects;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Reads a request that a browser brought itself: in its parameters, or in an object that the client has signed.</summary>
/// <remarks>RFC 6749 §4.1.1; RFC 9101 §6.</remarks>
internal sealed class DirectRequests(SignedRequests objects, AuthorizationRequestReader reader)
{
    public async ValueTask<Arrival> ReadAsync(
        AuthorizationParameters brought,
        Client client,
        IStepWatch? watch,
        CancellationToken ct
    )
    {
        var opened = await OpenAsync(brought, client, ct);
        if (opened.SeenBy(watch, AuthorizationStep.RequestObject).Refused(out var error, out var parameters))
            return RefuseUnopened(brought, client, error, watch);
        var proof = Prove(parameters, client);
        if (proof.SeenBy(watch, AuthorizationStep.ReturnAddress).Refused(out error, out var proven))
            return Unproven(client, error, parameters[Parameter.RedirectUri]);
        return (await reader.ReadAsync(parameters, client, proven.Address, watch, ct)).Refused(
            out error,
            out var request
        )
            ? Refuse(parameters, proven, error)
            : new Arrival.Brought(proven, request);
    }

    private async ValueTask<Outcome<AuthorizationParameters>> OpenAsync(
        AuthorizationParameters brought,
        Client client,
        CancellationToken ct
    )
    {
        // RFC 9126 §5: what a client has to push is not taken from the browser.
        if (client.Metadata.RequirePushedAuthorizationRequests == true)
            return ProtocolError.InvalidRequest("The client must push its requests.");
        return await objects.OpenAsync(brought, client, ct);
    }

    // What is in an object that nobody has vouched for proves nothing. An address that stands outside, and is registered,
    // proves as much as that of any other request that is refused.
    private static Arrival RefuseUnopened(
        AuthorizationParameters brought,
        Client client,
        ProtocolError error,
        IStepWatch? watch
    )
    {
        var named = brought[Parameter.RedirectUri];
        return Prove(client, named, mustBeNamed: true)
            .SeenBy(watch, AuthorizationStep.ReturnAddress)
            .Refused(out _, out var proven)
            ? Unproven(client, error, named)
            : Refuse(brought, proven, error);
    }

    private static Arrival.Brought Refuse(
        AuthorizationParameters parameters,
        AuthorizingClient client,
        ProtocolError error
    )
    {
        var shape = ResponseShape.ForRefusal(parameters, client.Client);
        // An address that takes no forms gets none, whatever else is wrong.
        var mode = shape.Mode == ResponseMode.FormPost && !client.Address.TakesForms ? ResponseMode.Query : shape.Mode;
        return new(
            client,
            new AuthorizationRequest
            {
                ClientId = client.Client.ClientId,
                RedirectUri = client.Address.Uri,
                IsRedirectUriImplied = client.Address.IsImplied,
                ResponseTypes = shape.Types,
                ResponseMode = mode,
                IsResponseJwt = shape.IsJwt,
                Scopes = [],
                Resources = [],
                State = parameters[Parameter.State],
                Prompts = WantsNoQuestion(parameters) ? Prompts.None : Prompts.Unspecified,
                UiLocales = parameters[Parameter.UiLocales],
                Fault = new RequestFault(error.Code, error.Description, error.Reason),
            }
        );
    }

    private static Arrival.Unproven Unproven(Client client, ProtocolError error, string? named)
    {
        var whose = error with { ClientId = client.ClientId };
        var received = Arrivals.Received(client.ClientId);
        return named is null
            ? new Arrival.Unproven(whose, received)
            : new Arrival.Unproven(whose, received, new(Parameter.RedirectUri, named));
    }

    private static bool WantsNoQuestion(AuthorizationParameters parameters) =>
        parameters[Parameter.Prompt]?.Split(' ').Contains("none", StringComparer.Ordinal) == true;

    private static Outcome<AuthorizingClient> Prove(AuthorizationParameters parameters, Client client)
    {
        var isOpenId = ScopeSet.Read(parameters[Parameter.Scope] ?? "")?.Contains(StandardScopes.OpenId) == true;
        return Prove(client, parameters[Parameter.RedirectUri], mustBeNamed: isOpenId);
    }

    private static Outcome<AuthorizingClient> Prove(Client client, string? named, bool mustBeNamed)
    {
        if (ReturnAddress.Resolve(client, named, mustBeNamed) is { } address)
            return new AuthorizingClient(client, address);
        return ProtocolError.InvalidRequest(
            named is null
                ? "redirect_uri is missing."
                : "redirect_uri is not one that the client has registered, character by character."
        );
    }
}
