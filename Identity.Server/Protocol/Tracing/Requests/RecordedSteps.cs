using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>A step as it was taken.</summary>
internal sealed record RecordedStep(AuthorizationStep Step, ProtocolError? Error, object? Made);

/// <summary>Watches a request on its way, and remembers what it came to.</summary>
internal sealed class RecordedSteps : IStepWatch
{
    private readonly List<RecordedStep> _taken = [];

    public IReadOnlyList<RecordedStep> Taken => _taken;

    public void Saw(AuthorizationStep step, ProtocolError? error, object? made) =>
        _taken.Add(new RecordedStep(step, error, made));

    /// <returns>What a step has made; null where none of them did.</returns>
    public T? Made<T>()
        where T : class => _taken.Select(step => step.Made).OfType<T>().LastOrDefault();
}
