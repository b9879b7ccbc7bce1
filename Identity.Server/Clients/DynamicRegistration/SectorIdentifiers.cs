using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Sees to it that a client belongs to the sector that it names: the sector lists its addresses.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §5.</remarks>
internal sealed class SectorIdentifiers(Fetcher fetcher)
{
    private static readonly FetchExpectation Expected = new(FetchExpectation.UsualBody, "application/json");

    /// <returns>What is wrong, in a sentence for the client's developer; null where nothing is.</returns>
    public async Task<string?> ProblemOfAsync(NewClient client, CancellationToken ct)
    {
        if (client.Metadata.SectorIdentifierUri is not { } uri)
            return null;
        // Where it was looked for and why it was not found is for our log: whoever asks learns nothing of our network.
        if (
            await fetcher.GetAsync(uri, Expected, ct) is not Fetched.Done { Body: var body }
            || !TryRead(body.Span, out var listed)
        )
        {
            return "sector_identifier_uri leads to no list of redirect URIs.";
        }
        return client.RedirectUris.Except(listed, StringComparer.Ordinal).Any()
            ? "sector_identifier_uri leads to a list that does not have every redirect URI."
            : null;
    }

    private static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out string[]? uris)
    {
        uris = null;
        // As the one member of an object, so that what holds for documents of strangers holds for it.
        byte[] wrapped = [.. "{\"uris\":"u8, .. body, .. "}"u8];
        if (!StrictJson.TryParseObject(wrapped, out var json) || json.EnumerateObject().Count() != 1)
            return false;
        var list = json.GetProperty("uris");
        if (list.ValueKind != JsonValueKind.Array)
            return false;
        uris = [.. list.EnumerateArray().Where(IsText).Select(entry => entry.GetString()!)];
        return uris.Length == list.GetArrayLength();
    }

    private static bool IsText(JsonElement entry) => entry.ValueKind == JsonValueKind.String;
}
