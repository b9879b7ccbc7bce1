using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>Finds out which client sends a request. In memory, always.</summary>
internal sealed class ClientAuthenticator(ClientCatalog clients, TimeProvider clock)
{
    public Outcome<AuthenticatedClient> Authenticate(HttpRequest request, RequestForm form) =>
        PresentedCredentials.Read(request, form).Refused(out var error, out var presented)
            ? error
            : AuthenticatedClient.Prove(clients.Find(presented.ClientId), presented, clock.GetUtcNow());
}
