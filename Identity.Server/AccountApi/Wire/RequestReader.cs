using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Hosting.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Identity.Server.AccountApi.Wire;

/// <summary>Reads the inputs of a route out of a request: by the names the route gives them, each a text, nothing repaired.</summary>
internal static class RequestReader
{
    public const string JsonType = "application/json";

    /// <returns>The inputs, or why they cannot be had.</returns>
    public static async ValueTask<(AccountInputs? Inputs, AccountAnswer.Refused? Refusal)> ReadAsync(
        HttpRequest request,
        ProfileRoute route,
        CancellationToken ct
    )
    {
        if (route.Fields.Count == 0 || (route.Required.Count == 0 && !HasBody(request)))
            return (AccountInputs.None, null);

        var fault = BodyFault.Malformed;
        Func<string, (string? Text, bool IsText)>? find = null;
        if (route.IsForm)
        {
            var read = await RequestBody.ReadAsync<FormBody>(
                request,
                FormBody.MediaType,
                body => FormBody.Parse(body),
                ct
            );
            fault = read.Fault;
            if (read.Value is { } form)
                find = name => (form[name], true);
        }
        else
        {
            var read = await RequestBody.ReadAsync<JsonObjectBody>(request, JsonType, JsonObjectBody.Parse, ct);
            fault = read.Fault;
            if (read.Value is { } json)
                find = json.Find;
        }
        return find is null ? (null, Refusal(fault, route.IsForm)) : Take(find, route);
    }

    private static (AccountInputs? Inputs, AccountAnswer.Refused? Refusal) Take(
        Func<string, (string? Text, bool IsText)> find,
        ProfileRoute route
    )
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (input, field) in route.Fields)
        {
            var (text, isText) = find(field);
            // A NUL would be refused by PostgreSQL later, with an answer nobody deserves.
            if (!isText || text?.Contains('\0', StringComparison.Ordinal) == true)
                return (null, Wrong(field, $"{field} must be a text without NUL."));
            if (text is { Length: > 0 })
                values[input] = text;
            else if (route.Required.Contains(input))
                return (null, Wrong(field, $"{field} is missing."));
        }
        return (new AccountInputs(values), null);
    }

    private static AccountAnswer.Refused Refusal(BodyFault fault, bool isForm) =>
        fault switch
        {
            BodyFault.TooLarge => new AccountAnswer.Refused(AccountFault.TooLarge),
            BodyFault.Type or BodyFault.Encoding => new AccountAnswer.Refused(AccountFault.UnsupportedType)
            {
                Message = $"The body must be {(isForm ? FormBody.MediaType : JsonType)} in UTF-8.",
            },
            _ => new AccountAnswer.Refused(AccountFault.InvalidRequest)
            {
                Message = isForm
                    ? "The body is not a well-formed form without repetitions."
                    : "The body is not a well-formed JSON object without repetitions.",
            },
        };

    private static AccountAnswer.Refused Wrong(string field, string sentence) =>
        new(AccountFault.InvalidRequest) { Field = field, Message = sentence };

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength != 0
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;

    /// <summary>A JSON object of which only some members matter; the others may be anything.</summary>
    private sealed class JsonObjectBody(JsonElement json)
    {
        public static BodyRead<JsonObjectBody> Parse(ReadOnlySpan<byte> body) =>
            StrictJson.TryParseObject(body, out var json) ? new JsonObjectBody(json) : BodyFault.Malformed;

        /// <returns>The text, null where it is absent or null; and false where it is something else.</returns>
        public (string? Text, bool IsText) Find(string name) =>
            !json.TryGetProperty(name, out var value) ? (null, true)
            : value.ValueKind == JsonValueKind.String ? (value.GetString(), true)
            : (null, value.ValueKind == JsonValueKind.Null);
    }
}
