using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.KeyManagement;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>What a JWE says about itself: believed only once the content is decrypted, which it is a part of.</summary>
/// <remarks>RFC 7516 §4.1. <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c> are read by nothing here, as in <see cref="JwsHeader"/>.</remarks>
public sealed class JweHeader
{
    private readonly JsonElement _json;

    private JweHeader(JsonElement json, JweAlgorithm algorithm, JweEncryption encryption)
    {
        _json = json;
        Algorithm = algorithm;
        Encryption = encryption;
    }

    /// <summary><c>alg</c>; a header that names none of ours is not a header.</summary>
    public JweAlgorithm Algorithm { get; }

    /// <summary><c>enc</c>; the same holds.</summary>
    public JweEncryption Encryption { get; }

    /// <summary><c>kid</c></summary>
    public string? KeyId { get; private init; }

    /// <summary><c>typ</c></summary>
    public string? Type { get; private init; }

    /// <summary><c>cty</c>; of a nested JWT it is <c>JWT</c>, RFC 7519 §5.2.</summary>
    public string? ContentType { get; private init; }

    /// <summary>Set where the algorithm agrees on a key.</summary>
    internal AgreementMembers? Agreement { get; private init; }

    /// <summary>Any other member, such as a claim that RFC 7519 §5.3 repeats in the header.</summary>
    public bool TryGet(string name, out JsonElement value) => _json.TryGetProperty(name, out value);

    internal static bool TryRead(
        JsonElement json,
        [NotNullWhen(true)] out JweHeader? header,
        [NotNullWhen(false)] out string? why
    )
    {
        header = null;
        why = WhyNotUnderstood(json);
        if (why is not null)
            return false;

        if (!StrictJson.TryReadString(json, "alg", out var alg) || !JweAlgorithm.TryParse(alg, out var algorithm))
        {
            why = "The alg of the header is not one of ours.";
            return false;
        }
        if (!StrictJson.TryReadString(json, "enc", out var enc) || !JweEncryption.TryParse(enc, out var encryption))
        {
            why = "The enc of the header is not one of ours.";
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

        AgreementMembers? agreement = null;
        if (algorithm.KeyType is Kty.Ec && !AgreementMembers.TryRead(json, out agreement, out why))
            return false;

        header = new JweHeader(json, algorithm, encryption)
        {
            KeyId = kid,
            Type = typ,
            ContentType = cty,
            Agreement = agreement,
        };
        return true;
    }

    private static string? WhyNotUnderstood(JsonElement json)
    {
        // RFC 7516 §4.1.13: what is critical must be understood, and we understand no extension.
        if (json.TryGetProperty("crit", out _))
            return "The header has critical extensions.";

        // RFC 8725 §3.6: the length of what was compressed tells of its content, and a small token may unpack to a large one.
        return json.TryGetProperty("zip", out _) ? "The header has zip." : null;
    }
}
