using System.Security.Claims;
using System.Text.Json;
using Identity.Authentication.SignIn.Tokens;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>Makes the principal that the app sees as <c>User</c>: claims under the names that the provider gives them.</summary>
internal static class PersonIdentity
{
    // They are about the token and not about the person; what must be known of them the session keeps.
    private static readonly HashSet<string> OfTheToken = new(StringComparer.Ordinal)
    {
        "iss",
        "aud",
        "azp",
        "exp",
        "nbf",
        "iat",
        "jti",
        "nonce",
        "at_hash",
        "c_hash",
        "s_hash",
    };

    public static ClaimsPrincipal Of(
        IdToken token,
        UserInfo.Claims userInfo,
        OpenIdConnectSignInOptions options,
        string scheme
    )
    {
        var identity = new ClaimsIdentity(scheme, options.NameClaim, options.RoleClaim);
        var issuer = token.Claims.Issuer!;
        Add(identity, token.Claims.Json, issuer, _ => true);
        // What is signed is not overruled by what is not.
        var signed = token
            .Claims.Json.EnumerateObject()
            .Select(member => member.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (userInfo.Json.ValueKind == JsonValueKind.Object)
            Add(identity, userInfo.Json, issuer, name => !signed.Contains(name));
        return new ClaimsPrincipal(identity);
    }

    private static void Add(ClaimsIdentity identity, JsonElement json, string issuer, Predicate<string> wanted)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (OfTheToken.Contains(member.Name) || !wanted(member.Name))
                continue;
            IEnumerable<JsonElement> values =
                member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray() : [member.Value];
            foreach (var value in values)
                Add(identity, member.Name, value, issuer);
        }
    }

    private static void Add(ClaimsIdentity identity, string name, JsonElement value, string issuer)
    {
        var type = value.ValueKind switch
        {
            JsonValueKind.String => ClaimValueTypes.String,
            JsonValueKind.True or JsonValueKind.False => ClaimValueTypes.Boolean,
            JsonValueKind.Number => value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double,
            JsonValueKind.Object or JsonValueKind.Array => "JSON",
            _ => null,
        };
        if (type is null)
            return;
        var text = value.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };
        identity.AddClaim(new Claim(name, text, type, issuer));
    }
}
