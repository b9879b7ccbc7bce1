using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.RequestObjects;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Protocol.Authorize;

/// <summary>What became of a request that a browser brought itself.</summary>
internal abstract record DirectRequest
{
    /// <summary>A request of the client, be it in order or with a fault that the client is to be told of.</summary>
    public sealed record Read(AuthorizingClient Client, AuthorizationRequest Request) : DirectRequest;

    /// <summary>Nobody can be told but who is in front of the browser.</summary>
    /// <param name="RedirectUri">The address that proves nothing, where there is one.</param>
    public sealed record Unproven(string Problem, string? RedirectUri) : DirectRequest;
}

/// <summary>Reads a request that a browser brought itself: in its parameters, or in an object that the client has signed.</summary>
/// <remarks>RFC 6749 §4.1.1; RFC 9101 §6.</remarks>
internal sealed class DirectRequests(SignedRequests objects, AuthorizationRequestReader reader)
{
    public async ValueTask<DirectRequest> ReadAsync(
        AuthorizationParameters brought,
        Client client,
        CancellationToken ct
    )
    {
        if ((await OpenAsync(brought, client, ct)).Refused(out var error, out var parameters))
            return RefuseUnopened(brought, client, error);
        if (Prove(parameters, client) is not { } proven)
        {
            return parameters[Parameter.RedirectUri] is { } named
                ? new DirectRequest.Unproven(
                    "redirect_uri is not one that the client has registered, character by character.",
                    named
                )
                : new DirectRequest.Unproven("redirect_uri is missing.", RedirectUri: null);
        }
        return (await reader.ReadAsync(parameters, client, proven.Address, ct)).Refused(out error, out var request)
            ? Refuse(parameters, proven, error)
            : new DirectRequest.Read(proven, request);
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
    private static DirectRequest RefuseUnopened(AuthorizationParameters brought, Client client, ProtocolError error)
    {
        var named = brought[Parameter.RedirectUri];
        return ReturnAddress.Resolve(client, named, mustBeNamed: true) is { } address
            ? Refuse(brought, new AuthorizingClient(client, address), error)
            : new DirectRequest.Unproven(error.Description, named);
    }

    private static DirectRequest.Read Refuse(
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
                Fault = new RequestFault(error.Code, error.Description),
            }
        );
    }

    private static bool WantsNoQuestion(AuthorizationParameters parameters) =>
        parameters[Parameter.Prompt]?.Split(' ').Contains("none", StringComparer.Ordinal) == true;

    private static AuthorizingClient? Prove(AuthorizationParameters parameters, Client client)
    {
        var isOpenId = ScopeSet.Read(parameters[Parameter.Scope] ?? "")?.Contains(StandardScopes.OpenId) == true;
        return ReturnAddress.Resolve(client, parameters[Parameter.RedirectUri], mustBeNamed: isOpenId) is { } address
            ? new AuthorizingClient(client, address)
            : null;
    }
}
