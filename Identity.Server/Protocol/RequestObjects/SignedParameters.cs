using System.Text.Json;
using Identity.Jose;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.RequestObjects;

/// <summary>Reads the claims of a request object as the parameters that they stand for.</summary>
/// <remarks>RFC 9101 §4; OpenID Connect Core §6.1.</remarks>
internal static class SignedParameters
{
    private const int MostMembers = 64;

    // RFC 7519 §4.1: they are about the object, and no parameters.
    private static readonly string[] AboutTheObject = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

    public static Outcome<AuthorizationParameters> Read(JwtClaims claims)
    {
        if (claims.Json.GetPropertyCount() > MostMembers)
            return ProtocolError.InvalidRequestObject("It has too many members.");
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in claims.Json.EnumerateObject())
        {
            if (AboutTheObject.Contains(member.Name) || TextOf(member.Value) is not { Length: > 0 } text)
                continue;
            if (text.Contains('\0', StringComparison.Ordinal))
                return ProtocolError.InvalidRequestObject("A member has a NUL.");
            found[member.Name] = text;
        }

        // RFC 9101 §4: an object does not lead to another one.
        if (found.ContainsKey(Parameter.Request) || found.ContainsKey(Parameter.RequestUri))
            return ProtocolError.InvalidRequestObject("It has request or request_uri in it.");
        if (Resources(claims) is not { } resources)
            return ProtocolError.InvalidRequestObject("Its resource is neither text nor a list of texts.");
        return new AuthorizationParameters(found.GetValueOrDefault, resources);
    }

    // A number, max_age, and an object, claims, are their JSON: as a parameter each would be that text.
    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };

    // RFC 8707 §2.1: of several, a list.
    private static string[]? Resources(JwtClaims claims)
    {
        if (!claims.TryGet(Parameter.Resource, out _))
            return [];
        return claims.GetStrings(Parameter.Resource) is { Count: > 0 } listed
            ? [.. listed.Distinct(StringComparer.Ordinal)]
            : null;
    }
}
