using System.Text.Json;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Reads a JSON object as a row: its texts, numbers, truths and nulls. What lies deeper is not looked at.</summary>
internal static class JsonRow
{
    public static SourceRow Read(long number, JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
            return SourceRow.Broken(number, "it is not a JSON object");

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (var property in json.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Null)
                    values[property.Name] = null;
                else if (property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                    values[property.Name] = property.Value.ToString();
            }
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped
        {
            return SourceRow.Broken(number, "it has a text that is none");
        }
        return new SourceRow(number, values);
    }
}
