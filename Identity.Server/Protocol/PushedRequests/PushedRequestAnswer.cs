using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.PushedRequests;

/// <summary>Tells a client by what name its request is known, and for how long.</summary>
/// <remarks>RFC 9126 §2.2.</remarks>
internal sealed class PushedRequestAnswer(string requestUri, TimeSpan expiresIn) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(
            httpContext.Response,
            StatusCodes.Status201Created,
            json =>
            {
                json.WriteStartObject();
                json.WriteString(Parameter.RequestUri, requestUri);
                json.WriteNumber(Parameter.ExpiresIn, (long)expiresIn.TotalSeconds);
                json.WriteEndObject();
            }
        );
}
