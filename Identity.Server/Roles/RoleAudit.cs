using System.Text.Json.Nodes;
using Identity.Server.Audit;

namespace Identity.Server.Roles;

/// <summary>Writes down what became of roles, and of those who have them: what was, and what is.</summary>
internal sealed class RoleAudit(AuditTrail trail)
{
    public void Record(Actor actor, string kind, Role? before, Role? after) =>
        Record(actor, kind, new AuditParty("role", (after ?? before)!.Name), Show(before), Show(after));

    public void RecordMembership(
        Actor actor,
        AuditParty member,
        IEnumerable<string> before,
        IEnumerable<string> after
    ) => Record(actor, AuditKind.RoleMembership, member, Show("roles", before), Show("roles", after));

    private void Record(Actor actor, string kind, AuditParty target, JsonObject? before, JsonObject? after) =>
        trail.Record(
            new AuditEvent(kind, target)
            {
                Actor = actor.Party,
                Details = new JsonObject { ["before"] = before, ["after"] = after }.ToJsonString(),
            }
        );

    private static JsonObject? Show(Role? role)
    {
        if (role is null)
            return null;
        var shown = Show("permissions", role.Permissions.Select(one => one.Name));
        shown["description"] = role.Description;
        return shown;
    }

    private static JsonObject Show(string member, IEnumerable<string> names) =>
        new() { [member] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
}
