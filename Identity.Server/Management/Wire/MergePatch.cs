using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.Server.Management.Wire;

/// <summary>Changes JSON as a merge patch says: null removes, objects are gone into, anything else replaces.</summary>
/// <remarks>RFC 7396 §2.</remarks>
internal static class MergePatch
{
    /// <returns>What is to be; what is stays as it was.</returns>
    public static JsonObject Apply(JsonObject present, JsonElement patch)
    {
        var result = present.DeepClone().AsObject();
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                result.Remove(member.Name);
            else if (member.Value.ValueKind == JsonValueKind.Object)
                result[member.Name] = Apply(result[member.Name] as JsonObject ?? [], member.Value);
            else
                result[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        return result;
    }
}
