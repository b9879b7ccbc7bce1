using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>The steps that the authorization endpoint takes with what a browser brings, in its order.</summary>
internal enum AuthorizationStep
{
    Parameters,
    Client,
    PushedRequest,
    RequestObject,
    ReturnAddress,
    ResponseShape,
    Scopes,
    IdToken,
    CodeChallenge,
    Questions,
    Person,
}

/// <summary>Is shown each step as it is taken. Nobody watches but a trace, and no step learns anything from it.</summary>
internal interface IStepWatch
{
    /// <param name="step">Which step.</param>
    /// <param name="error">Why the request goes no further; null where it does.</param>
    /// <param name="made">What the step has made of the request; null where it only looked.</param>
    void Saw(AuthorizationStep step, ProtocolError? error, object? made);
}

/// <summary>Shows steps to whoever watches.</summary>
internal static class Watching
{
    public static Outcome<T> SeenBy<T>(this Outcome<T> outcome, IStepWatch? watch, AuthorizationStep step)
        where T : class
    {
        if (watch is null)
            return outcome;
        outcome.Refused(out var error, out var made);
        watch.Saw(step, error, made);
        return outcome;
    }

    /// <summary>The same for a step that only looks: it has found an error, or nothing.</summary>
    public static ProtocolError? SeenBy(this ProtocolError? error, IStepWatch? watch, AuthorizationStep step)
    {
        watch?.Saw(step, error, made: null);
        return error;
    }
}
