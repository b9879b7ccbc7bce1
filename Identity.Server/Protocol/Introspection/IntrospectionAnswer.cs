using System.Text.Json;
using Identity.Jose;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Introspection;

/// <summary>Writes what the caller may know.</summary>
/// <remarks>RFC 7662 §2.2; an inactive token has no other member.</remarks>
internal sealed class IntrospectionAnswer(Inspection inspection) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(httpContext.Response, StatusCodes.Status200OK, WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("active", inspection is not Inspection.Inactive);
        switch (inspection)
        {
            case Inspection.ActiveAccessToken active:
                Write(json, active.Token.Claims);
                break;
            case Inspection.ActiveRefreshToken active:
                Write(json, active);
                break;
        }
        json.WriteEndObject();
    }

    // The claims as they were signed: RFC 7662 §2.2 gives them the names they have in the token.
    private static void Write(Utf8JsonWriter json, JwtClaims claims)
    {
        json.WriteString("token_type", "Bearer");
        foreach (var claim in claims.Json.EnumerateObject())
            claim.WriteTo(json);
    }

    private static void Write(Utf8JsonWriter json, Inspection.ActiveRefreshToken token)
    {
        var state = token.State;
        json.WriteString("token_type", "refresh_token");
        json.WriteString("client_id", token.ClientId);
        json.WriteString("sub", token.Subject);
        json.WriteString("scope", string.Join(' ', state.Scopes));
        json.WriteNumber("iat", state.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", state.ExpiresAt.ToUnixTimeSeconds());
    }
}
