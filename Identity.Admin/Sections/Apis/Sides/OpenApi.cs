using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Apis.Sides;

/// <summary>The API whose page is open, for each side of it.</summary>
/// <param name="Changed">Hears of it when a section was saved.</param>
/// <param name="Reload">Reads it again, after something was done to it that is no section.</param>
public sealed record OpenApi(Kept<Api> Kept, EventCallback<Kept<Api>> Changed, Func<Task> Reload)
{
    public Api Api => Kept.Value;

    public string Audience => Kept.Value.Audience;
}
