using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>What a token asserts; the registered claims have the types they must have, or there are no claims at all.</summary>
/// <remarks>RFC 7519 §4.</remarks>
public sealed class JwtClaims
{
    // The last second of the year 9999, where the calendar ends.
    private const decimal LatestDate = 253402300799;

    private JwtClaims(JsonElement json) => Json = json;

    /// <summary>The whole object; it stays readable for as long as these claims do.</summary>
    public JsonElement Json { get; }

    /// <summary><c>iss</c></summary>
    public string? Issuer { get; private init; }

    /// <summary><c>sub</c></summary>
    public string? Subject { get; private init; }

    /// <summary><c>aud</c>, empty when there is none; a single string counts as a list of one.</summary>
    public IReadOnlyList<string> Audience { get; private init; } = [];

    /// <summary><c>exp</c></summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary><c>nbf</c></summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary><c>iat</c></summary>
    public DateTimeOffset? IssuedAt { get; private init; }

    /// <summary><c>jti</c></summary>
    public string? JwtId { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out JwtClaims? claims)
    {
        claims = null;
        if (utf8Json.Length > CompactJws.MaximumLength)
            return false;
        if (!StrictJson.TryParseObject(utf8Json, out var json))
            return false;
        if (!StrictJson.TryReadString(json, "iss", out var issuer))
            return false;
        if (!StrictJson.TryReadString(json, "sub", out var subject))
            return false;
        if (!StrictJson.TryReadString(json, "jti", out var jwtId))
            return false;
        if (!TryReadStrings(json, "aud", out var audience))
            return false;
        if (!TryReadDate(json, "exp", out var expiresAt))
            return false;
        if (!TryReadDate(json, "nbf", out var notBefore))
            return false;
        if (!TryReadDate(json, "iat", out var issuedAt))
            return false;

        claims = new JwtClaims(json)
        {
            Issuer = issuer,
            Subject = subject,
            JwtId = jwtId,
            Audience = audience ?? [],
            ExpiresAt = expiresAt,
            NotBefore = notBefore,
            IssuedAt = issuedAt,
        };
        return true;
    }

    public bool TryGet(string name, out JsonElement value) => Json.TryGetProperty(name, out value);

    /// <returns>Null when the claim is absent or not a string.</returns>
    public string? GetString(string name) => StrictJson.TryReadString(Json, name, out var value) ? value : null;

    /// <returns>A string as a list of one, an array of strings as it is; empty when the claim is absent or anything else.</returns>
    public IReadOnlyList<string> GetStrings(string name) =>
        TryReadStrings(Json, name, out var values) ? values ?? [] : [];

    private static bool TryReadStrings(JsonElement json, string name, out IReadOnlyList<string>? values)
    {
        values = null;
        if (!json.TryGetProperty(name, out var member))
            return true;
        switch (member.ValueKind)
        {
            case JsonValueKind.String:
                values = [member.GetString()!];
                return true;
            case JsonValueKind.Array:
                var list = new string[member.GetArrayLength()];
                var at = 0;
                foreach (var item in member.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.String)
                        return false;
                    list[at++] = item.GetString()!;
                }
                values = list;
                return true;
            default:
                return false;
        }
    }

    /// <summary>RFC 7519 §2, NumericDate: seconds since 1970, perhaps with a fraction.</summary>
    private static bool TryReadDate(JsonElement json, string name, out DateTimeOffset? date)
    {
        date = null;
        if (!json.TryGetProperty(name, out var member))
            return true;

        // A decimal holds every date to the tick, and neither infinity nor what is not a number.
        if (member.ValueKind != JsonValueKind.Number || !member.TryGetDecimal(out var seconds))
            return false;
        if (seconds is < 0 or > LatestDate)
            return false;
        date = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
