using System.Text.Json;

namespace Identity.Server.Hosting.Settings;

/// <summary>Reads a list the two ways that people write one in a variable: a JSON array, or values between commas.</summary>
internal static class ListSetting
{
    public static IReadOnlyList<string> Read(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('['))
        {
            try
            {
                return JsonSerializer.Deserialize<string[]>(trimmed) ?? [];
            }
            catch (JsonException)
            {
                // Brackets without the quotes of JSON, as shells leave them.
                trimmed = trimmed.Trim('[', ']');
            }
        }
        return
        [
            .. trimmed
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(value => value.Trim('"', '\'')),
        ];
    }
}
