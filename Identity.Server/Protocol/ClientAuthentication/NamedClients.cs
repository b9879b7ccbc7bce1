using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>The client that a request names; null where there is none of that id.</summary>
internal sealed record NamedClient(Client? Client);

/// <summary>Finds the client that a request names, before anything of the request is proven.</summary>
/// <remarks>An id may be an address of somebody else's: nobody has us ask there without end.</remarks>
internal sealed class NamedClients(ClientFinder clients, RequestThrottle throttle)
{
    public async ValueTask<Outcome<NamedClient>> FindAsync(Source source, string clientId, CancellationToken ct)
    {
        if (clients.AsksElsewhere(clientId) && await throttle.AdmitAsync("client-document", source, ct) is { } wait)
        {
            return ProtocolError.TooManyAttempts(wait);
        }
        return new NamedClient(await clients.FindAsync(clientId, ct));
    }
}
