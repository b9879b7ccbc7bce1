using System.Globalization;
using System.Text.Json;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Wire;

/// <summary>Writes a refusal, and logs its private reason: once, here.</summary>
/// <remarks>RFC 6749 §5.2.</remarks>
internal sealed partial class ErrorAnswer(ProtocolError error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var logger = httpContext.RequestServices.GetRequiredService<ILogger<ErrorAnswer>>();
        Refused(logger, httpContext.Request.Path, error.Code, error.Reason ?? error.Description);

        var headers = httpContext.Response.Headers;
        if (error.Challenge is { } challenge)
            headers.WWWAuthenticate = challenge;
        if (error.RetryAfter is { } wait)
        {
            headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(
                CultureInfo.InvariantCulture
            );
        }

        if (!error.IsChallengeAlone)
            return JsonAnswer.WriteAsync(httpContext.Response, error.Status, WriteTo);
        PrivateAnswer.WriteEmpty(httpContext.Response, error.Status);
        return Task.CompletedTask;
    }

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("error", error.Code);
        json.WriteString("error_description", error.Description);
        json.WriteEndObject();
    }

    [LoggerMessage(LogLevel.Information, "{Path} refused with {Code}: {Reason}")]
    private static partial void Refused(ILogger logger, PathString path, string code, string reason);
}
