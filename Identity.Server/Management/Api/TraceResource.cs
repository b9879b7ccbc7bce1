using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tracing;

namespace Identity.Server.Management.Api;

/// <summary>Why a request was refused, or a token is not taken: each step that the server takes, without its leaving a mark.</summary>
internal sealed class TraceResource(Traces traces, Names names) : IResource
{
    public string Tag => "Traces";

    public void Declare(Routes routes) =>
        routes.Do<TraceQuestion, TraceAnswer>(
            "/traces",
            Permission.TracesRead,
            "Retrace an authorize URL, a token, or a request by its number",
            StatusCodes.Status200OK,
            AskAsync
        );

    private async Task<Reply<TraceAnswer>> AskAsync(Call call, TraceQuestion asked, CancellationToken ct)
    {
        var outcome = await traces.AskAsync(asked.Input, asked.User, call.Caller.Party, ct);
        if (outcome is not TraceOutcome.Done { Trace: var trace })
            return Problem.Invalid("input", ((TraceOutcome.Unreadable)outcome).Why);
        // What the audit says of it, for those who may see that elsewhere.
        var events = call.Caller.Rights.Hold(Permission.AuditRead) ? trace.Events : [];
        var named = await names.OfAsync(events, ct);
        return new TraceAnswer
        {
            Kind = trace.Kind,
            Verdict = trace.Verdict,
            Steps = [.. trace.Steps.Select(TraceStepAnswer.Of)],
            Events = [.. events.Select(entry => AuditAnswer.Of(entry, named))],
        };
    }
}

/// <summary>What is to be retraced.</summary>
internal sealed record TraceQuestion
{
    /// <summary>An authorize URL or its query, a token or a code, or the number of a request.</summary>
    public required string Input { get; init; }

    /// <summary>Of whom it is asked how they would fare with a request: an id or an e-mail address.</summary>
    public string? User { get; init; }

    public override string ToString() => nameof(TraceQuestion);
}

/// <summary>What the server does with what was pasted, and how it ends.</summary>
internal sealed record TraceAnswer
{
    public required TraceKind Kind { get; init; }

    /// <summary>The end of it, in a sentence or two.</summary>
    public required string Verdict { get; init; }

    /// <summary>In the order in which the server takes them.</summary>
    public required IReadOnlyList<TraceStepAnswer> Steps { get; init; }

    /// <summary>What the audit was told of it lately; none for those who may not see the audit.</summary>
    public required IReadOnlyList<AuditAnswer> Events { get; init; }
}

/// <summary>One step that the server takes.</summary>
internal sealed record TraceStepAnswer
{
    public required string Title { get; init; }

    public required StepOutcome Outcome { get; init; }

    /// <summary>What whoever asked is told, or would be.</summary>
    public required string? Public { get; init; }

    /// <summary>Why really.</summary>
    public required string? Private { get; init; }

    /// <summary>The clause that asks for the step.</summary>
    public required string? Clause { get; init; }

    /// <summary>What the step had before it, by name; all of it text.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public static TraceStepAnswer Of(TraceStep step) =>
        new()
        {
            Title = step.Title,
            Outcome = step.Outcome,
            Public = step.Public,
            Private = step.Private,
            Clause = step.Clause,
            Facts = step.Facts.ToDictionary(StringComparer.Ordinal),
        };
}
