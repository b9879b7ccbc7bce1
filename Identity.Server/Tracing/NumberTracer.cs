using System.Text.Json;
using Identity.Server.Audit;

namespace Identity.Server.Tracing;

/// <summary>Retraces a request of the past by its number: what the audit was told of it, in its order.</summary>
internal sealed class NumberTracer(AuditStorage audit, TimeProvider clock) : ITracer<PastedNumber>
{
    private const int MostEvents = 100;

    public async Task<Retraced> TraceAsync(PastedNumber pasted, CancellationToken ct)
    {
        var query = new AuditQuery(DateTimeOffset.UnixEpoch, clock.GetUtcNow().AddDays(1), MostEvents)
        {
            Correlation = pasted.Number,
        };
        var events = await audit.FindAsync(query, ct);
        return new Retraced(TraceKind.Correlation, VerdictOf(events), [.. events.Reverse().Select(ToStep)])
        {
            Events = events,
        };
    }

    private static string VerdictOf(IReadOnlyList<AuditEntry> events)
    {
        if (events is [])
        {
            return "The audit was told nothing of a request of this number. It was refused nothing that the audit tells of, "
                + "it is older than the audit is kept, or it was one of a flood; the log may have a line that names it.";
        }
        return events.FirstOrDefault(one => one.Refusal is not null) is { } refused
            ? $"The request was refused: {refused.Refusal}."
            : "The request was done, and nothing was refused.";
    }

    private static TraceStep ToStep(AuditEntry entry)
    {
        var facts = new TraceFacts()
            .Add("at", entry.At)
            .Add("by", entry.Actor)
            .Add("to", entry.Target)
            .Add("address", entry.Address?.ToString());
        var told = new List<string>();
        foreach (var (name, value) in Members(entry.Details))
        {
            if (name is "error" or "error_description")
                told.Add(value);
            else
                facts.Add(name, value);
        }
        return new TraceStep(entry.Kind, entry.Refusal is null ? StepOutcome.Passed : StepOutcome.Failed)
        {
            Public = told is [] ? null : string.Join(": ", told),
            Private = entry.Refusal,
            Facts = facts,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Members(string? details)
    {
        if (details is null)
            yield break;
        foreach (var member in JsonElement.Parse(details).EnumerateObject())
        {
            yield return new(
                member.Name,
                member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()
            );
        }
    }
}
