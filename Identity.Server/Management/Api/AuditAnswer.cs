using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Audit;
using Identity.Server.Management.Answering;

namespace Identity.Server.Management.Api;

/// <summary>Something that happened, as it is shown.</summary>
internal sealed record AuditAnswer
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Kind { get; init; }

    /// <summary>Who did it; null for the target itself.</summary>
    public required AuditPartyAnswer? Actor { get; init; }
    public required AuditPartyAnswer? Target { get; init; }

    /// <summary>`done` or `refused`.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was refused, which whoever tried was not told.</summary>
    public required string? Refusal { get; init; }
    public required string? Address { get; init; }
    public required string? CorrelationId { get; init; }
    public required JsonElement? Details { get; init; }

    public static AuditAnswer Of(AuditEntry entry, KnownNames named) =>
        new()
        {
            Id = entry.Id,
            At = entry.At,
            Kind = entry.Kind,
            Actor = AuditPartyAnswer.Of(entry.Actor, named),
            Target = AuditPartyAnswer.Of(entry.Target, named),
            Outcome = AuditOutcome.Of(entry),
            Refusal = entry.Refusal,
            Address = entry.Address?.ToString(),
            CorrelationId = entry.Correlation,
            Details = entry.Details is { } details ? JsonElement.Parse(details) : null,
        };
}

/// <summary>Somebody or something that an event tells of.</summary>
/// <param name="Kind">`user`, `client`, `console`, `grant`, `role` …</param>
internal sealed record AuditPartyAnswer(string Kind, string Id)
{
    /// <summary>What they are called now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public static AuditPartyAnswer? Of(string? party, KnownNames named) =>
        AuditParty.Read(party) is { } read ? new AuditPartyAnswer(read.Kind, read.Id) { Name = named.Of(read) } : null;
}
