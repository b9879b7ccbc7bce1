using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Identity.Server.Users.Passwords.Foreign;

namespace Identity.Server.Users.Import.Sources;

/// <summary>The users of Keycloak's realm export: one object with everything in it, or a file of its users alone.</summary>
internal sealed class KeycloakSource(Stream file) : IImportSource
{
    /// <summary>It is read as a whole: Keycloak itself splits a large realm into files (<c>--users different_files</c>).</summary>
    public const long LargestFile = 256 << 20;

    public Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    public async IAsyncEnumerable<SourceRow> ReadAsync(
        IReadOnlyCollection<string> columns,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var export = await OpenAsync(ct);
        if (
            export.RootElement.ValueKind is not JsonValueKind.Object
            || !export.RootElement.TryGetProperty("users", out var users)
            || users.ValueKind is not JsonValueKind.Array
        )
        {
            throw new InvalidOperationException("The file has no users: it is not a realm export of Keycloak.");
        }

        var number = 0L;
        foreach (var user in users.EnumerateArray())
            yield return Read(++number, user);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private async Task<JsonDocument> OpenAsync(CancellationToken ct)
    {
        if (file.Length > LargestFile)
        {
            throw new InvalidOperationException(
                $"The export is larger than {LargestFile >> 20} MB. Let Keycloak write several: --users different_files."
            );
        }
        try
        {
            return await JsonDocument.ParseAsync(file, cancellationToken: ct);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The file is not JSON, from line {e.LineNumber + 1} on.", e);
        }
    }

    private static SourceRow Read(long number, JsonElement user)
    {
        var plain = JsonRow.Read(number, user);
        if (plain.Problem is not null)
            return plain;

        var values = new Dictionary<string, string?>(plain.Values, StringComparer.OrdinalIgnoreCase);
        values["email"] = values.GetValueOrDefault("email") ?? values.GetValueOrDefault("username");
        values["name"] = string.Join(
            ' ',
            ((string?[])[values.GetValueOrDefault("firstName"), values.GetValueOrDefault("lastName")])
                .Where(part => !string.IsNullOrWhiteSpace(part))
                .Select(part => part!.Trim())
        );
        values["created_at"] = Time(values.GetValueOrDefault("createdTimestamp"));
        values["locale"] = Attribute(user, "locale");
        values["zoneinfo"] = Attribute(user, "zoneinfo");
        var password = Password(user);
        values["password_hash"] = password?.Hash?.ToText();
        return new SourceRow(number, values) { HashProblem = password?.Problem };
    }

    private static HashReading? Password(JsonElement user) =>
        user.TryGetProperty("credentials", out var all) && all.ValueKind is JsonValueKind.Array
            ? all.EnumerateArray().Select(KeycloakCredential.Read).FirstOrDefault(reading => reading is not null)
            : null;

    // Milliseconds since 1970.
    private static string? Time(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("O", CultureInfo.InvariantCulture)
            : text;

    private static string? Attribute(JsonElement user, string name) =>
        user.TryGetProperty("attributes", out var attributes)
        && attributes.ValueKind is JsonValueKind.Object
        && attributes.TryGetProperty(name, out var values)
        && values.ValueKind is JsonValueKind.Array
        && values.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first
            ? first.GetString()
            : null;
}
