using System.Text.Json.Nodes;
using Identity.Server.Database.Documents;

namespace Identity.Server.Roles;

/// <summary>A role as it is to be, whether or not there is one.</summary>
/// <param name="At">Where a document says so.</param>
internal sealed record DeclaredRole(string Name, string Description, IReadOnlyList<Permission> Permissions, string At)
{
    private static readonly Dictionary<string, Permission> Known = Permission.All.ToDictionary(
        one => one.Name,
        StringComparer.Ordinal
    );

    /// <summary>Reads one, with a sentence for everything that is wrong.</summary>
    public static DeclaredRole Read(DocumentPart part)
    {
        var name = part.RequiredText("name");
        var description = part.Text("description") ?? "";
        var permissions = new List<Permission>();
        foreach (var (at, permission) in part.List("permissions").Index())
        {
            if (Known.TryGetValue(permission, out var known))
            {
                permissions.Add(known);
            }
            else
            {
                part.Problem(
                    $"permissions[{at}]",
                    $"There is no permission '{permission}'; did you mean '{NearestName.Of(permission, Known.Keys)}'?"
                );
            }
        }
        if (name.Length > 0 && RoleText.ProblemOfName(name) is { } problem)
            part.Problem("name", problem.Why);
        if (RoleText.ProblemOfDescription(description) is { } wrong)
            part.Problem("description", wrong.Why);
        if (BuiltInRoles.Find(name) is not null)
            part.Problem("name", $"The role '{name}' is part of the server and stays as it is.");
        part.Finish();
        return new DeclaredRole(name, description, [.. permissions.Distinct()], part.Place);
    }

    public JsonObject Write() => Write(Name, Description, Permissions.Select(one => one.Name));

    /// <summary>What is as it is where nobody says is left out.</summary>
    public static JsonObject Write(RoleRow row) => Write(row.Name, row.Description, row.Permissions);

    private static JsonObject Write(string name, string description, IEnumerable<string> permissions)
    {
        var json = new JsonObject { ["name"] = name };
        if (description.Length > 0)
            json["description"] = description;
        json["permissions"] = new JsonArray([.. permissions.Select(permission => (JsonNode?)permission)]);
        return json;
    }
}
