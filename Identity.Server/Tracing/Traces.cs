using System.Diagnostics;
using System.Text.Json;
using Identity.Server.Audit;

namespace Identity.Server.Tracing;

/// <summary>What came of asking for a trace.</summary>
internal abstract record TraceOutcome
{
    public sealed record Done(Retraced Trace) : TraceOutcome;

    /// <param name="Why">A sentence for whoever asked.</param>
    public sealed record Unreadable(string Why) : TraceOutcome;
}

/// <summary>Retraces what somebody pasted, and tells the audit who looked.</summary>
internal sealed class Traces(
    ITracer<PastedRequest> requests,
    ITracer<PastedToken> tokens,
    ITracer<PastedNumber> numbers,
    AuditTrail audit
)
{
    /// <param name="text">An authorize URL or its query, a token, or the number of a request.</param>
    /// <param name="user">Of whom it is asked how they would fare with a request; null for nobody in particular.</param>
    /// <param name="actor">Who asks.</param>
    public async Task<TraceOutcome> AskAsync(string text, string? user, AuditParty actor, CancellationToken ct)
    {
        var pasted = Pasted.Read(text);
        if (pasted is PastedNothing nothing)
            return new TraceOutcome.Unreadable(nothing.Why);
        var trace = pasted switch
        {
            PastedRequest request => await requests.TraceAsync(request with { User = Given(user) }, ct),
            PastedToken token => await tokens.TraceAsync(token, ct),
            PastedNumber number => await numbers.TraceAsync(number, ct),
            _ => throw new UnreachableException($"{pasted.GetType()}"),
        };
        audit.Record(
            new AuditEvent(AuditKind.Trace, trace.About) { Actor = actor, Details = Describe(trace, pasted, user) }
        );
        return new TraceOutcome.Done(trace);
    }

    private static string? Given(string? user) => string.IsNullOrWhiteSpace(user) ? null : user.Trim();

    // What was looked at, and never what was pasted.
    private static string Describe(Retraced trace, Pasted pasted, string? user)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = trace.Kind.ToString().ToLowerInvariant(),
        };
        if (pasted is PastedNumber { Number: var number })
            details["correlation_id"] = number;
        if (pasted is PastedRequest && Given(user) is { } about)
            details["user"] = about;
        return JsonSerializer.Serialize(details);
    }
}
