using System.Text.Json.Nodes;

namespace Identity.Server.Audit;

/// <summary>Writes a change as an event's details: what was, and what is. Whoever tells it leaves secrets out.</summary>
internal static class AuditChange
{
    /// <param name="before">Null for what was not there.</param>
    /// <param name="after">Null for what is no more.</param>
    public static string Of(JsonObject? before, JsonObject? after) =>
        new JsonObject { ["before"] = before, ["after"] = after }.ToJsonString();
}
