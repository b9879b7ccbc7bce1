using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>The keys that somebody publishes.</summary>
/// <remarks>RFC 7517 §5.</remarks>
public sealed record JwkSet(IReadOnlyList<Jwk> Keys)
{
    /// <summary>A longer document is refused unread.</summary>
    public const int MaximumLength = 256 * 1024;

    /// <summary>A set of more keys is refused: each is work for whoever reads it.</summary>
    public const int MaximumKeys = 64;

    /// <summary>Why the keys that were left out were left out, for logs.</summary>
    public IReadOnlyList<string> Skipped { get; private init; } = [];

    /// <param name="why">The reason of a refusal, for logs.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Json,
        [NotNullWhen(true)] out JwkSet? set,
        [NotNullWhen(false)] out string? why
    )
    {
        set = null;
        if (utf8Json.Length > MaximumLength)
        {
            why = "The JWK set is too long.";
            return false;
        }
        if (!StrictJson.TryParseObject(utf8Json, out var json))
        {
            why = "The JWK set is not a JSON object with distinct members.";
            return false;
        }
        return TryRead(json, out set, out why);
    }

    /// <summary>Reads a set that is part of a larger document, such as the <c>jwks</c> of a client's registration.</summary>
    public static bool TryRead(
        JsonElement json,
        [NotNullWhen(true)] out JwkSet? set,
        [NotNullWhen(false)] out string? why
    )
    {
        set = null;
        if (
            json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("keys", out var array)
            || array.ValueKind != JsonValueKind.Array
        )
        {
            why = "A JWK set is an object with an array of keys.";
            return false;
        }
        if (array.GetArrayLength() > MaximumKeys)
        {
            why = $"A JWK set has at most {MaximumKeys} keys.";
            return false;
        }

        // RFC 7517 §5: keys that are not understood or lack a member are skipped, not fatal.
        var keys = new List<Jwk>(array.GetArrayLength());
        var skipped = new List<string>();
        var names = new HashSet<(string?, string?, string?, string?)>();
        foreach (var item in array.EnumerateArray())
        {
            // RFC 7517 §4.5: with one name for two keys it is open which is meant, even where one of them cannot be read.
            if (
                HasName(item)
                && !names.Add((Text(item, "kid"), Text(item, "kty"), Text(item, "alg"), Text(item, "use")))
            )
            {
                why = "Two keys of the set have the same kid.";
                return false;
            }
            if (Jwk.TryRead(item, out var jwk, out var reason))
                keys.Add(jwk);
            else
                skipped.Add(reason);
        }

        // RFC 8725 §3.1: a set that mixes secrets with public keys invites confusion of the two.
        var secrets = keys.Count(key => key.Kty is Kty.Oct);
        if (secrets > 0 && secrets < keys.Count)
        {
            why = "The set mixes shared secrets with public keys.";
            return false;
        }

        why = null;
        set = new JwkSet(keys) { Skipped = skipped };
        return true;
    }

    /// <summary>Writes the public parts; shared secrets are left out, for a set is what one publishes.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        foreach (var key in Keys)
        {
            if (key.Kty is not Kty.Oct)
                key.PublicPart().WriteTo(writer);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool HasName(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && Text(item, "kid") is not null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
