using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Clients.Sides;

/// <summary>The client whose page is open, for each side of it.</summary>
/// <param name="Changed">Hears of it when a section was saved.</param>
/// <param name="Reload">Reads it again, after something was done to it that is no section.</param>
public sealed record OpenClient(Kept<Client> Kept, EventCallback<Kept<Client>> Changed, Func<Task> Reload)
{
    public Client Client => Kept.Value;

    public string Id => Kept.Value.ClientId;
}
