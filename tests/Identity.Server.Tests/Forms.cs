using System.Text;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Tests;

/// <summary>Request forms as they come over the wire.</summary>
internal static class Forms
{
    public static Outcome<RequestForm> Read(string body) => RequestForm.Parse(Encoding.UTF8.GetBytes(body));

    public static RequestForm Of(string body) => Value(Read(body));

    public static T Value<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.False(
            outcome.Refused(out var error, out var value),
            $"{error?.Code}: {error?.Reason ?? error?.Description}"
        );
        return value!;
    }

    public static ProtocolError Error<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Refused(out var error, out _), "It was not refused.");
        return error!;
    }
}
