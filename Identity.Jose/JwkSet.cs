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
        foreach (var item in array.EnumerateArray())
        {
            if (Jwk.TryRead(item, out var jwk, out var reason))
                keys.Add(jwk);
            else
                skipped.Add(reason);
        }

        why = WhyAmbiguous(keys);
        if (why is not null)
            return false;
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

    /// <summary>A set that mixes secrets with public keys invites confusion of the two; equal names leave open which key is meant.</summary>
    /// <remarks>RFC 7517 §4.5; RFC 8725 §3.1.</remarks>
    private static string? WhyAmbiguous(List<Jwk> keys)
    {
        var secrets = 0;
        var names = new HashSet<(string Kid, string Kty, string? Alg, string? Use)>();
        foreach (var key in keys)
        {
            if (key.Kty is Kty.Oct)
                secrets++;
            if (key.Kid is not null && !names.Add((key.Kid, key.Kty, key.Alg, key.Use)))
                return "Two keys of the set have the same kid.";
        }
        return secrets > 0 && secrets < keys.Count ? "The set mixes shared secrets with public keys." : null;
    }
}
