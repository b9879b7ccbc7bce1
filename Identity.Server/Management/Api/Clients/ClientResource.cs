using Identity.Server.Clients.Administration;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Clients;

/// <summary>Clients: who may ask for tokens, and for what.</summary>
internal sealed class ClientResource(
    ClientDirectory clients,
    CalledClients called,
    ClientRoles roles,
    ApiCatalog apis,
    ClientWriting writing
) : IResource
{
    private static readonly string[] Kinds = [.. Enum.GetNames<ClientKind>().Select(name => name.ToLowerInvariant())];

    public string Tag => "Clients";

    public void Declare(Routes routes)
    {
        var listing = new Listing("client_id", "name", "created_at")
        {
            Filters =
            [
                Filter.Text("search", "Part of an id or a name."),
                Filter.OneOf("kind", "What kind of app it is.", Kinds),
                Filter.Flag("disabled", "Whether it is refused."),
                Filter.Text("audience", "Those that may ask for a scope of this API."),
            ],
        };
        routes.List("/clients", Permission.ClientsRead, "List clients", listing, ListAsync);
        routes.Get("/clients/{client_id}", Permission.ClientsRead, "Read a client", ReadAsync);
        routes.Create<NewClientBody, NewClientAnswer>(
            "/clients",
            Permission.ClientsWrite,
            "Register a client",
            writing.CreateAsync
        );
        routes.Patch<ClientPatch, ClientAnswer>(
            "/clients/{client_id}",
            Permission.ClientsWrite,
            "Change a client",
            writing.ChangeAsync
        );
        routes.Delete(
            "/clients/{client_id}",
            Permission.ClientsWrite,
            "Delete a client with all that hangs on it",
            writing.DeleteAsync
        );
    }

    private async Task<Reply<Page<ClientAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var order = OrderOf(list.Sort);
        var query = new ClientQuery(order, list.IsDescending, list.Take)
        {
            Search = list.Text("search"),
            Kind = list.Text("kind") is { } kind ? Enum.Parse<ClientKind>(kind, ignoreCase: true) : null,
            IsDisabled = list.Flag("disabled"),
            Scopes = list.Text("audience") is { } audience ? apis.Find(audience)?.Scopes ?? [] : null,
            After = list.After<ClientPlace>(),
        };
        var found = await clients.ListAsync(query, ct);
        var held = await roles.ListAsync(found.Items.Select(client => client.ClientId), ct);
        return list.Page(
            found,
            client => ClientPlace.Of(client, order),
            client => ClientAnswer.Of(client, held[client.ClientId])
        );
    }

    private async Task<Reply<ClientAnswer>> ReadAsync(Call call, CancellationToken ct) =>
        (await called.FindAsync(call, ct)).Refused(out var problem, out var found)
            ? problem
            : Reply.Of(found.Show(), found.Version);

    private static ClientOrder OrderOf(string sort) =>
        sort switch
        {
            "name" => ClientOrder.Name,
            "created_at" => ClientOrder.CreatedAt,
            _ => ClientOrder.ClientId,
        };
}
