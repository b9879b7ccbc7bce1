using Identity.Server.Clients;
using Identity.Server.Tokens;

namespace Identity.Server.Pages.Requests;

/// <summary>Where a person can begin again whose request leads nowhere.</summary>
/// <param name="Name">What the app is called; null where nobody can know which it was.</param>
/// <param name="Address">Where the app begins, as it says itself; null where it has not said.</param>
internal sealed record WayBack(string? Name, string? Address);

/// <summary>Finds it. Only the browser that began a request is told whose it was.</summary>
internal sealed class WayBacks(WaitingRequests requests, Issuer issuer)
{
    public async Task<WayBack> FindAsync(HttpContext http, CancellationToken ct) =>
        await requests.FindAskerAsync(http, ct) is { } client
            ? new WayBack(client.Name, StartOf(client))
            : new WayBack(Name: null, Address: null);

    private string? StartOf(Client client) =>
        InitiatedLogin.AddressOf(client, issuer) ?? PublicAddress.Of(client.Metadata.ClientUri);
}
