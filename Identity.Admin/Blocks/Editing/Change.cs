using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.Admin.Blocks.Editing;

/// <summary>A member that is not what it was.</summary>
public sealed record Change(string Member, JsonNode? Before, JsonNode? After)
{
    private static readonly JsonSerializerOptions Spread = new() { WriteIndented = true };

    public static IEnumerable<Change> Between(JsonObject before, JsonObject after) =>
        from member in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key), StringComparer.Ordinal)
        let was = before[member]
        let is_ = after[member]
        where !AreSame(was, is_)
        select new Change(member, was, is_);

    /// <summary>As an administrator reads it: a list line by line, nothing as nothing.</summary>
    public static string Words(JsonNode? value) =>
        value switch
        {
            null => "",
            JsonArray { Count: 0 } => "",
            JsonArray list => string.Join('\n', list.Select(Words)),
            JsonObject whole => whole.ToJsonString(Spread),
            _ => value.GetValueKind() switch
            {
                JsonValueKind.True => "yes",
                JsonValueKind.False => "no",
                _ => value.ToString(),
            },
        };

    /// <summary>A member that is not there, one that is null and an empty list say the same.</summary>
    internal static bool AreSame(JsonNode? one, JsonNode? other) =>
        (IsNothing(one) && IsNothing(other)) || JsonNode.DeepEquals(one, other);

    private static bool IsNothing(JsonNode? value) => value is null or JsonArray { Count: 0 };
}
