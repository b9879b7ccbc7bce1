using System.Text.Json;

namespace Identity.Authentication.SignIn;

/// <summary>Reads members of answers that must be text.</summary>
internal static class StrictText
{
    /// <returns>Null when the member is absent or anything but a string.</returns>
    public static string? Of(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
