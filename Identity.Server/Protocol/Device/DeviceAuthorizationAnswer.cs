using System.Text.Json;
using Identity.Server.Hosting.Wire;
using Identity.Server.Interactions.Devices;

namespace Identity.Server.Protocol.Device;

/// <summary>Tells a device what to show, and what to ask with.</summary>
/// <remarks>
/// RFC 8628 §3.2. Apps that others register get no verification_uri_complete: with it, whoever sends people a link to a device of
/// their own would have only one click to hope for (RFC 8628 §5.4).
/// </remarks>
internal sealed class DeviceAuthorizationAnswer(BegunDevice begun, string verificationUri, bool isCompleteShown)
    : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(httpContext.Response, StatusCodes.Status200OK, WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("device_code", begun.DeviceCode.Reveal());
        json.WriteString("user_code", begun.UserCode.ToString());
        json.WriteString("verification_uri", verificationUri);
        if (isCompleteShown)
            json.WriteString("verification_uri_complete", $"{verificationUri}?user_code={begun.UserCode}");
        json.WriteNumber("expires_in", (long)begun.ExpiresIn.TotalSeconds);
        json.WriteNumber("interval", begun.Interval);
        json.WriteEndObject();
    }
}
