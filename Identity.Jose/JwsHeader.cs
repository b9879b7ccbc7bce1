using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>What a JWS says about itself: believed only as far as a key confirms it.</summary>
/// <remarks>
/// RFC 7515 §4.1. <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c> are read by nothing here: a token does not bring its own key,
/// RFC 8725 §3.10.
/// </remarks>
public sealed class JwsHeader
{
    private readonly JsonElement _json;

    private JwsHeader(JsonElement json, JwsAlgorithm algorithm)
    {
        _json = json;
        Algorithm = algorithm;
    }

    /// <summary><c>alg</c>; a header that names none of ours is not a header.</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary><c>kid</c></summary>
    public string? KeyId { get; private init; }

    /// <summary><c>typ</c></summary>
    public string? Type { get; private init; }

    /// <summary><c>cty</c></summary>
    public string? ContentType { get; private init; }

    /// <summary>Any other member, such as the <c>jwk</c> that RFC 9449 §4.2 puts into a proof.</summary>
    public bool TryGet(string name, out JsonElement value) => _json.TryGetProperty(name, out value);

    internal static bool TryRead(
        JsonElement json,
        [NotNullWhen(true)] out JwsHeader? header,
        [NotNullWhen(false)] out string? why
    )
    {
        header = null;
        why = WhyNotUnderstood(json);
        if (why is not null)
            return false;

        if (!StrictJson.TryReadString(json, "alg", out var alg) || !JwsAlgorithm.TryParse(alg, out var algorithm))
        {
            why = "The alg of the header is not one of ours.";
            return false;
        }
        if (
            !StrictJson.TryReadString(json, "kid", out var kid)
            || !StrictJson.TryReadString(json, "typ", out var typ)
            || !StrictJson.TryReadString(json, "cty", out var cty)
        )
        {
            why = "kid, typ or cty is not a string.";
            return false;
        }

        header = new JwsHeader(json, algorithm)
        {
            KeyId = kid,
            Type = typ,
            ContentType = cty,
        };
        return true;
    }

    private static string? WhyNotUnderstood(JsonElement json)
    {
        // RFC 7515 §4.1.11: what is critical must be understood, and we understand no extension.
        if (json.TryGetProperty("crit", out _))
            return "The header has critical extensions.";

        // RFC 7797 §6: b64 that is false goes with crit, so without it the header is malformed; true says nothing new.
        if (json.TryGetProperty("b64", out var b64) && b64.ValueKind != JsonValueKind.True)
            return "The header has b64.";

        // Compression is for JWE alone; whoever sends it expects the payload to be read as something else.
        return json.TryGetProperty("zip", out _) ? "The header has zip." : null;
    }
}
