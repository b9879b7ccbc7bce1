using Identity.Server.Protocol.Wire;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>Finds out which client sends a request: in memory, unless it shows an assertion.</summary>
internal sealed class ClientAuthenticator(NamedClients clients, ClientAssertions assertions, TimeProvider clock)
{
    public async ValueTask<Outcome<AuthenticatedClient>> AuthenticateAsync(
        HttpRequest request,
        RequestForm form,
        CancellationToken ct
    )
    {
        if (PresentedCredentials.Read(request, form).Refused(out var error, out var presented))
            return error;
        var source = new Source(request.HttpContext.Connection.RemoteIpAddress, Device: null);
        if ((await clients.FindAsync(source, presented.ClientId, ct)).Refused(out error, out var named))
            return error;
        var client = named.Client;
        return presented.Assertion is { } assertion
            ? await AuthenticatedClient.ProveAsync(client, presented.Method, assertion, assertions, ct)
            : AuthenticatedClient.Prove(client, presented, clock.GetUtcNow());
    }
}
