namespace Identity.Server.Tracing;

/// <summary>What came of a step of a trace.</summary>
internal enum StepOutcome
{
    Passed,
    Failed,

    /// <summary>It is not come to: an earlier one decided.</summary>
    Skipped,

    /// <summary>Nothing was decided by it; it is good to know.</summary>
    Note,
}

/// <summary>One step that the server takes with what was pasted, and what it comes to.</summary>
/// <param name="Title">What is found out.</param>
internal sealed record TraceStep(string Title, StepOutcome Outcome)
{
    /// <summary>What whoever asks is told, or would be; null where the step is none of their business.</summary>
    public string? Public { get; init; }

    /// <summary>Why really: for those who run the server.</summary>
    public string? Private { get; init; }

    /// <summary>The clause that asks for the step; null where none does.</summary>
    public string? Clause { get; init; }

    public TraceFacts Facts { get; init; } = [];
}
