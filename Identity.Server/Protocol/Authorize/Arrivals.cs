using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Authorize;

/// <summary>What a browser has come with, judged as far as can be before it matters whose browser it is.</summary>
internal abstract record Arrival
{
    /// <summary>A request of the client, be it in order or with a fault that the client is to be told of.</summary>
    public sealed record Brought(AuthorizingClient Client, AuthorizationRequest Request) : Arrival;

    /// <summary>The name of a request that the client has pushed.</summary>
    public sealed record Pushed(Client Client, string RequestUri) : Arrival;

    /// <summary>Nobody can be told but who is in front of the browser.</summary>
    public sealed record Unproven(ProtocolError Error, params KeyValuePair<string, string>[] Received) : Arrival;
}

/// <summary>Finds out whose request a browser brings, and reads it.</summary>
/// <remarks>RFC 6749 §4.1.1.</remarks>
internal sealed class Arrivals(NamedClients clients, PendingRequests requests, DirectRequests directs)
{
    private static readonly ProtocolError NoSuchClient = ProtocolError.InvalidRequest("There is no such client.");

    /// <param name="parameters">What the browser brings.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="watch">Who is shown the steps; null for nobody.</param>
    public async ValueTask<Arrival> ReadAsync(
        AuthorizationParameters parameters,
        Source source,
        IStepWatch? watch,
        CancellationToken ct
    )
    {
        var clientId = parameters[Parameter.ClientId];
        var found = clientId is null
            ? ProtocolError.InvalidRequest("client_id is missing.")
            : Judge(await clients.FindAsync(source, clientId, ct));
        if (found.SeenBy(watch, AuthorizationStep.Client).Refused(out var error, out var client))
            return clientId is null ? new Arrival.Unproven(error) : new Arrival.Unproven(error, Received(clientId));
        return parameters[Parameter.RequestUri] is { } requestUri && requests.IsPushed(requestUri)
            ? new Arrival.Pushed(client, requestUri)
            : await directs.ReadAsync(parameters, client, watch, ct);
    }

    public static KeyValuePair<string, string> Received(string clientId) => new(Parameter.ClientId, clientId);

    // Whether there is a client that may not ask now is nobody's business.
    private static Outcome<Client> Judge(Outcome<NamedClient> found)
    {
        if (found.Refused(out var error, out var named))
            return error;
        return named.Client switch
        {
            { IsDisabled: false } client => client,
            null => NoSuchClient with { Reason = "no client has this id" },
            { } disabled => NoSuchClient with { Reason = "the client is disabled", ClientId = disabled.ClientId },
        };
    }
}
