using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose.KeyManagement;

/// <summary>What a header says of an agreement: the sender's ephemeral point, and the names of both sides, if any.</summary>
/// <remarks>RFC 7518 §4.6.1. Whether the point lies on its curve shows when it is used.</remarks>
internal sealed record AgreementMembers(NamedCurve Curve, ECPoint Point, byte[] PartyU, byte[] PartyV)
{
    /// <summary>A name of more bytes is refused: it goes into a hash for each key that is tried.</summary>
    public const int MaximumPartyLength = 512;

    public static bool TryRead(
        JsonElement header,
        [NotNullWhen(true)] out AgreementMembers? members,
        [NotNullWhen(false)] out string? why
    )
    {
        members = null;
        if (
            !header.TryGetProperty("epk", out var epk)
            || !Jwk.TryRead(epk, out var key, out _)
            || NamedCurve.Find(key.Crv) is not { } curve
            || key.IsPrivate
        )
        {
            why = "The epk is not a public key on a curve of ours.";
            return false;
        }
        if (!TryReadParty(header, "apu", out var partyU) || !TryReadParty(header, "apv", out var partyV))
        {
            why = "apu or apv is not base64url, or too long.";
            return false;
        }

        why = null;
        members = new AgreementMembers(curve, JwkMaterial.EcPublic(key), partyU, partyV);
        return true;
    }

    private static bool TryReadParty(JsonElement header, string name, [NotNullWhen(true)] out byte[]? party)
    {
        party = [];
        return StrictJson.TryReadString(header, name, out var text)
            && (
                text is null
                || (
                    text.Length <= Base64Url.GetEncodedLength(MaximumPartyLength)
                    && StrictBase64Url.TryDecode(text, out party)
                )
            );
    }
}
