using System.Text.Json;
using Identity.Server.Clients.KeySets;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>A key set within a description: looked at, and brought into the form in which it can be kept.</summary>
/// <remarks>RFC 7517 §5.</remarks>
internal static class PublishedKeys
{
    private const int MostMembers = 32;

    /// <summary>What is wrong with it, to follow its name; null where nothing is.</summary>
    public static string? ProblemOf(JsonElement jwks) =>
        ClientKeySet.TryRead(jwks, out _, out var why)
            ? null
            : $"is not a key set that can be read: {why.TrimEnd('.')}";

    /// <summary>The set with nothing in it but keys, and nothing in those but texts and lists of texts: all that a key is made of.</summary>
    /// <remarks>What else a stranger may have written into it the database might not be able to hold.</remarks>
    public static JsonElement Plain(JsonElement jwks)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            var keys = jwks.GetProperty("keys").EnumerateArray();
            foreach (var key in keys.Where(key => key.ValueKind == JsonValueKind.Object))
                Write(json, key);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, JsonElement key)
    {
        json.WriteStartObject();
        foreach (var member in key.EnumerateObject().Where(member => IsPlain(member.Name)).Take(MostMembers))
        {
            if (IsPlainText(member.Value) || IsPlainList(member.Value))
                member.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private static bool IsPlainList(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsPlainText);

    private static bool IsPlainText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && IsPlain(value.GetString()!);

    private static bool IsPlain(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
