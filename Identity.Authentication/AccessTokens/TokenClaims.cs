using System.Security.Claims;
using System.Text.Json;

namespace Identity.Authentication.AccessTokens;

/// <summary>Turns what a token says into the claims of the framework, under the names that the token has for them.</summary>
internal static class TokenClaims
{
    public static ClaimsPrincipal ToPrincipal(JsonElement token, AccessTokenValidationOptions options, string scheme)
    {
        var issuer = options.Authority ?? ClaimsIdentity.DefaultIssuer;
        var identity = new ClaimsIdentity(scheme, options.NameClaim, options.RoleClaim);
        foreach (var member in token.EnumerateObject())
        {
            // RFC 6749 §3.3: scopes are one string on the wire; here each is a claim that can be asked for.
            var values = member is { Name: "scope", Value.ValueKind: JsonValueKind.String }
                ? member.Value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                : Texts(member.Value);
            foreach (var value in values)
                identity.AddClaim(new Claim(member.Name, value, TypeOf(member.Value), issuer));
        }
        return new ClaimsPrincipal(identity);
    }

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Null => [],
            // true, false, numbers and objects as they stand in JSON.
            _ => [value.GetRawText()],
        };

    private static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => ClaimValueTypes.Boolean,
            JsonValueKind.Number when value.TryGetInt64(out _) => ClaimValueTypes.Integer64,
            JsonValueKind.Number => ClaimValueTypes.Double,
            JsonValueKind.Object => "JSON",
            _ => ClaimValueTypes.String,
        };
}
