using System.Globalization;
using System.Text.Json;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Wire;

/// <summary>Writes a refusal as JSON.</summary>
/// <remarks>RFC 6749 §5.2.</remarks>
internal sealed class ErrorAnswer(ProtocolError error) : IResult
{
    public ProtocolError Error => error;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.RequestServices.GetRequiredService<Refusals>().Tell(httpContext, error);

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
}
