using System.Globalization;
using System.Text.Json;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Hosting.Wire;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.AccountApi.Wire;

/// <summary>Writes answers in the shape that the route and the profile have agreed with their front end.</summary>
internal sealed class AnswerWriter(IHostEnvironment environment)
{
    public Task WriteAsync(HttpResponse response, AccountProfile profile, ProfileRoute route, AccountAnswer answer)
    {
        switch (answer)
        {
            case AccountAnswer.Refused refused:
                return RefuseAsync(response, profile, refused);
            case AccountAnswer.Done done when route.Body is { } body:
                return JsonAnswer.WriteAsync(
                    response,
                    route.Status,
                    json => WriteObject(json, body, (writer, source) => Write(writer, source, done))
                );
            default:
                response.StatusCode = route.Status;
                response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
        }
    }

    private static Task RefuseAsync(HttpResponse response, AccountProfile profile, AccountAnswer.Refused refused)
    {
        var answer = profile.Errors.For(refused.Fault);
        // RFC 9110 §11.6.1: a 401 names the scheme.
        if (answer.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (refused.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(
                CultureInfo.InvariantCulture
            );
        }

        return JsonAnswer.WriteAsync(
            response,
            answer.Status,
            json => WriteObject(json, profile.Errors.Body, (writer, source) => Write(writer, source, refused, answer))
        );
    }

    private static void WriteObject(
        Utf8JsonWriter json,
        IReadOnlyList<BodyMember> members,
        Action<Utf8JsonWriter, string> write
    )
    {
        json.WriteStartObject();
        foreach (var member in members)
        {
            json.WritePropertyName(member.Name);
            if (member.Members is { } nested)
                WriteObject(json, nested, write);
            else if (member.Json is { } constant)
                json.WriteRawValue(constant);
            else
                write(json, member.Source!);
        }
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string source, AccountAnswer.Done done)
    {
        if (source == "environment")
            json.WriteStringValue(environment.EnvironmentName.ToLowerInvariant());
        else if (done.Tokens is { } tokens && AccountActions.TokenSources.Contains(source, StringComparer.Ordinal))
            Write(json, source, tokens);
        else if (done.Person is { } person && AccountActions.PersonSources.Contains(source, StringComparer.Ordinal))
            Write(json, source, person);
        else
            json.WriteNullValue();
    }

    private static void Write(Utf8JsonWriter json, string source, IssuedTokens tokens)
    {
        if (source == "expires_in")
        {
            json.WriteNumberValue((long)tokens.ExpiresIn.TotalSeconds);
        }
        else
        {
            json.WriteStringValue(
                source switch
                {
                    "access_token" => tokens.AccessToken,
                    AccountActions.RefreshToken => tokens.RefreshToken,
                    _ => tokens.Scope,
                }
            );
        }
    }

    private static void Write(Utf8JsonWriter json, string source, Person person)
    {
        switch (source)
        {
            case "number":
                json.WriteNumberValue(person.Number);
                break;
            case "email_verified":
                json.WriteBooleanValue(person.EmailVerified);
                break;
            default:
                json.WriteStringValue(
                    source switch
                    {
                        "id" => person.Id.ToString(),
                        AccountActions.Email => person.Email,
                        AccountActions.Name => person.Name,
                        AccountActions.TimeZone => person.TimeZone,
                        "created_at" => Show(person.CreatedAt),
                        "updated_at" => Show(person.UpdatedAt),
                        _ => Show(person.LastSignInAt),
                    }
                );
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, string source, AccountAnswer.Refused refused, FaultAnswer answer)
    {
        if (source != "rules")
        {
            json.WriteStringValue(
                source switch
                {
                    "code" => AccountFaults.NameOf(refused.Fault),
                    "field" => refused.Field,
                    _ => refused.Message ?? answer.Message,
                }
            );
            return;
        }

        json.WriteStartArray();
        foreach (var rule in refused.Rules ?? [])
            json.WriteStringValue(PasswordSentence.CodeOf(rule));
        json.WriteEndArray();
    }

    // RFC 3339 §5.6, as precise as the database is.
    private static string? Show(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
