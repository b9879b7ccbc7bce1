using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Answering;

/// <summary>Writes down what a call changed, for rooms that do not themselves: the members of the answer that are others now, as they were and as they are.</summary>
internal sealed class Changes(AuditTrail trail)
{
    /// <param name="before">The thing as it was answered before; null where there was none. Answers hold no secret.</param>
    /// <param name="after">The thing as it is answered now; null where it is gone, or where nothing of it can be shown.</param>
    public void Record(Call call, string kind, AuditParty target, object? before, object? after)
    {
        var (was, now) = (Read(before), Read(after));
        if (was is not null && now is not null)
        {
            foreach (var same in was.Where(member => JsonNode.DeepEquals(member.Value, now[member.Key])).ToList())
            {
                was.Remove(same.Key);
                now.Remove(same.Key);
            }
        }
        trail.Record(
            new AuditEvent(kind, target)
            {
                Actor = call.Caller.Party,
                Details = new JsonObject { ["before"] = was, ["after"] = now }.ToJsonString(),
            }
        );
    }

    private static JsonObject? Read(object? answer) =>
        answer is null ? null : JsonSerializer.SerializeToNode(answer, ManagementJson.Options)!.AsObject();
}
