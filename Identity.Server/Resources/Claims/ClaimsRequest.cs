using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Identity.Jose.Wire;

namespace Identity.Server.Resources.Claims;

/// <summary>How a client wants one claim.</summary>
/// <param name="IsEssential">Whether the client says that it needs it.</param>
/// <param name="Values">The values that will do, of a claim whose values decide something; empty where any will.</param>
/// <remarks>OpenID Connect Core §5.5.1.</remarks>
internal sealed record ClaimWish(bool IsEssential, string[] Values);

/// <summary>The single claims that a client asks for, beside those of its scopes. What nobody here has heard of is left out.</summary>
/// <param name="UserInfo">For userinfo.</param>
/// <param name="IdToken">For the ID token.</param>
/// <remarks>OpenID Connect Core §5.5.</remarks>
internal sealed record ClaimsRequest(
    IReadOnlyDictionary<string, ClaimWish> UserInfo,
    IReadOnlyDictionary<string, ClaimWish> IdToken
)
{
    /// <summary>A longer request is refused unread.</summary>
    public const int LongestText = 4096;

    // The values of these decide who may answer; of all others they are only hoped for.
    private static readonly FrozenSet<string> Deciding = FrozenSet.ToFrozenSet([
        StandardClaims.Subject,
        StandardClaims.Acr,
    ]);

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet([
        .. StandardClaims.Names,
        .. Deciding,
        StandardClaims.AuthTime,
    ]);

    /// <summary>The scopes that what is asked for belongs to: what a person must be asked about, and the client be allowed.</summary>
    public IEnumerable<string> Scopes =>
        UserInfo
            .Keys.Concat(IdToken.Keys)
            .Select(StandardClaims.ScopeOf)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    /// <returns>The request, or null where the text is none.</returns>
    public static ClaimsRequest? Read(string text)
    {
        if (text.Length > LongestText || !StrictJson.TryParseObject(Encoding.UTF8.GetBytes(text), out var json))
            return null;
        return ReadMember(json, "userinfo") is { } userInfo && ReadMember(json, "id_token") is { } idToken
            ? new ClaimsRequest(userInfo, idToken)
            : null;
    }

    private static Dictionary<string, ClaimWish>? ReadMember(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var member))
            return [];
        if (member.ValueKind != JsonValueKind.Object)
            return null;
        var wishes = new Dictionary<string, ClaimWish>(StringComparer.Ordinal);
        foreach (var claim in member.EnumerateObject())
        {
            if (ReadWish(claim) is not { } wish)
                return null;
            // OpenID Connect Core §5.5: what is not understood is ignored.
            if (Known.Contains(claim.Name))
                wishes.Add(claim.Name, wish);
        }
        return wishes;
    }

    private static ClaimWish? ReadWish(JsonProperty claim)
    {
        if (claim.Value.ValueKind == JsonValueKind.Null)
            return new ClaimWish(IsEssential: false, []);
        if (claim.Value.ValueKind != JsonValueKind.Object)
            return null;
        var isEssential = false;
        if (claim.Value.TryGetProperty("essential", out var essential))
        {
            if (essential.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return null;
            isEssential = essential.GetBoolean();
        }
        return ReadValues(claim.Value) is { } values && ReadTexts(claim.Name, values) is { } texts
            ? new ClaimWish(isEssential, texts)
            : null;
    }

    private static List<JsonElement>? ReadValues(JsonElement wish)
    {
        var values = new List<JsonElement>();
        if (wish.TryGetProperty("value", out var one))
            values.Add(one);
        if (!wish.TryGetProperty("values", out var several))
            return values;
        if (several.ValueKind != JsonValueKind.Array || several.GetArrayLength() == 0)
            return null;
        values.AddRange(several.EnumerateArray());
        return values;
    }

    private static string[]? ReadTexts(string claim, List<JsonElement> values)
    {
        if (!Deciding.Contains(claim))
            return [];
        return values.TrueForAll(value => value.ValueKind == JsonValueKind.String)
            ? [.. values.Select(value => value.GetString()!)]
            : null;
    }
}
