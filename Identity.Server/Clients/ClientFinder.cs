using Identity.Server.Clients.Documents;

namespace Identity.Server.Clients;

/// <summary>Finds a client by its id: among those that are registered, and then, where the id is an address, at that address.</summary>
internal sealed class ClientFinder(ClientCatalog catalog, ClientDocuments documents)
{
    /// <summary>Whether finding the client means to ask somebody else's host, which may be what whoever names it is after.</summary>
    public bool AsksElsewhere(string clientId) => catalog.Find(clientId) is null && documents.IsOne(clientId);

    /// <returns>The client, be it disabled; null where there is none of that id.</returns>
    public ValueTask<Client?> FindAsync(string clientId, CancellationToken ct) =>
        documents.IsOne(clientId) ? FindDocumentAsync(clientId, ct) : new ValueTask<Client?>(catalog.Find(clientId));

    /// <summary>As <see cref="FindAsync"/>, but whatever is known of a document in memory will do: its host is not waited for.</summary>
    public ValueTask<Client?> FindSoonAsync(string clientId, CancellationToken ct) =>
        catalog.Find(clientId) is { } known ? new ValueTask<Client?>(known) : FindAsync(clientId, ct);

    // Those who look it up in memory alone find what was found last.
    private async ValueTask<Client?> FindDocumentAsync(string clientId, CancellationToken ct)
    {
        var client = await documents.FindAsync(clientId, ct);
        catalog.Note(clientId, client);
        return client;
    }
}
