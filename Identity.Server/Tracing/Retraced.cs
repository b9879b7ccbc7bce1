using Identity.Server.Audit;

namespace Identity.Server.Tracing;

/// <summary>What was retraced.</summary>
internal enum TraceKind
{
    /// <summary>An authorization request.</summary>
    Authorization,
    Token,

    /// <summary>A request of the past, by its number.</summary>
    Correlation,
}

/// <summary>What the server does with something that was pasted, step by step, and how it ends.</summary>
/// <param name="Verdict">The end of it, in one sentence.</param>
internal sealed record Retraced(TraceKind Kind, string Verdict, IReadOnlyList<TraceStep> Steps)
{
    /// <summary>Whom or what it is about, as far as that was found out.</summary>
    public AuditParty? About { get; init; }

    /// <summary>What the audit has to say about it, the latest first.</summary>
    public IReadOnlyList<AuditEntry> Events { get; init; } = [];
}

/// <summary>Retraces one kind of thing: whoever takes its steps in earnest, with the very same code.</summary>
/// <remarks>It uses nothing up, and changes nothing.</remarks>
internal interface ITracer<in TPasted>
    where TPasted : Pasted
{
    Task<Retraced> TraceAsync(TPasted pasted, CancellationToken ct);
}
