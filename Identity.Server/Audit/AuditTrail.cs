using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Identity.Server.Audit;

/// <summary>Takes in what happened, at once and without waiting: it is stored in batches, off the path of any request.</summary>
/// <remarks>
/// A clean stop stores all of it. What there is no room for, while the database is away for long, is written to the log
/// instead, where it is not lost either.
/// </remarks>
internal sealed partial class AuditTrail
{
    private readonly Channel<AuditEntry> _entries;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditTrail> _logger;

    public AuditTrail(
        IOptions<AuditOptions> options,
        AuditMetrics metrics,
        TimeProvider clock,
        ILogger<AuditTrail> logger
    )
    {
        (_metrics, _clock, _logger) = (metrics, clock, logger);
        _entries = Channel.CreateBounded<AuditEntry>(
            new BoundedChannelOptions(options.Value.Waiting) { SingleReader = true }
        );
        metrics.Observe(_entries.Reader);
    }

    /// <summary>What waits to be stored.</summary>
    public ChannelReader<AuditEntry> Waiting => _entries.Reader;

    public void Record(AuditEvent happened) => Record(happened, AuditOrigin.Current);

    /// <summary>Records what did not happen in the present request.</summary>
    public void Record(AuditEvent happened, AuditOrigin origin)
    {
        var now = _clock.GetUtcNow();
        var entry = new AuditEntry(
            Guid.CreateVersion7(now),
            now,
            happened.Kind,
            happened.Actor?.ToString(),
            happened.Target?.ToString(),
            happened.Refusal,
            origin.Address,
            origin.Correlation,
            happened.Details
        );
        if (happened.IsAlarm)
            Alarm(entry.Kind, entry.Target, entry.Refusal);
        if (!_entries.Writer.TryWrite(entry))
            Drop(entry);
    }

    /// <summary>Nothing more is taken in.</summary>
    public void Close() => _entries.Writer.TryComplete();

    /// <summary>Writes to the log what cannot be stored.</summary>
    public void Drop(AuditEntry entry)
    {
        _metrics.Spilled();
        NotStored(entry.At, entry.Kind, entry.Actor, entry.Target, entry.Refusal, entry.Correlation);
    }

    [LoggerMessage(LogLevel.Warning, "{Kind} of {Target}: {Refusal}")]
    private partial void Alarm(string kind, string? target, string? refusal);

    [LoggerMessage(
        LogLevel.Error,
        "The audit could not store: at {At} {Kind} by {Actor} on {Target}, refused because {Refusal}, request {Correlation}"
    )]
    private partial void NotStored(
        DateTimeOffset at,
        string kind,
        string? actor,
        string? target,
        string? refusal,
        string? correlation
    );
}
