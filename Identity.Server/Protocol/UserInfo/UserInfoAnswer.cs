using System.Text.Json;
using Identity.Server.Hosting.Wire;
using Identity.Server.Resources;
using Identity.Server.Users;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>Writes the claims that the scopes allow. A claim without a value is left out.</summary>
/// <remarks>OpenID Connect Core §5.3.2 and OpenID Connect Core §5.4.</remarks>
internal sealed class UserInfoAnswer(Person person, ScopeSet scopes) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(httpContext.Response, StatusCodes.Status200OK, WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("sub", person.Id);
        if (scopes.Contains(StandardScopes.Profile))
        {
            if (person.Name is { } name)
                json.WriteString("name", name);
            if (person.TimeZone is { } zone)
                json.WriteString("zoneinfo", zone);
            json.WriteNumber("updated_at", person.UpdatedAt.ToUnixTimeSeconds());
        }
        if (scopes.Contains(StandardScopes.Email))
        {
            json.WriteString("email", person.Email);
            json.WriteBoolean("email_verified", person.EmailVerified);
        }
        json.WriteEndObject();
    }
}
