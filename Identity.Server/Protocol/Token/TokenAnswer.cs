using System.Text.Json;
using Identity.Server.Hosting.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token;

/// <summary>Writes what was issued.</summary>
/// <remarks>RFC 6749 §5.1; OpenID Connect Core §3.1.3.3.</remarks>
internal sealed class TokenAnswer(IssuedTokens tokens) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(httpContext.Response, StatusCodes.Status200OK, WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("access_token", tokens.AccessToken);
        json.WriteString("token_type", "Bearer");
        json.WriteNumber("expires_in", (long)tokens.ExpiresIn.TotalSeconds);
        if (tokens.RefreshToken is { } refreshToken)
            json.WriteString("refresh_token", refreshToken);
        if (tokens.IdToken is { } idToken)
            json.WriteString("id_token", idToken);
        json.WriteString("scope", tokens.Scope);
        json.WriteEndObject();
    }
}
