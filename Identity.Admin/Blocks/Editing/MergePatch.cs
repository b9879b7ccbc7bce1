using System.Text.Json.Nodes;

namespace Identity.Admin.Blocks.Editing;

/// <summary>The smallest patch that turns one object into another.</summary>
/// <remarks>RFC 7396 §1: null takes a member away, objects are patched inside, everything else is replaced.</remarks>
public static class MergePatch
{
    public static JsonObject Of(JsonObject before, JsonObject after)
    {
        JsonObject patch = [];
        foreach (var change in Change.Between(before, after))
        {
            patch[change.Member] = (change.Before, change.After) switch
            {
                (JsonObject was, JsonObject now) => Of(was, now),
                (_, var now) => now?.DeepClone(),
            };
        }
        return patch;
    }
}
