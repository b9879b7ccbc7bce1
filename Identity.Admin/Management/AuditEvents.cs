using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>Who did what, on whom, and how it ended.</summary>
public sealed class AuditEvents(ManagementApi api)
{
    public Task<Answer<Listing<AuditEvent>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<AuditEvent>("audit", query, ct);
}

/// <summary>Something that happened.</summary>
public sealed record AuditEvent(
    string Id,
    DateTimeOffset At,
    string Kind,
    AuditParty? Actor,
    AuditParty? Target,
    string Outcome,
    string? Refusal
)
{
    public string? Address { get; init; }
    public string? CorrelationId { get; init; }
    public JsonNode? Details { get; init; }
}

/// <summary>Who did it, or on whom.</summary>
public sealed record AuditParty(string Kind, string Id, string? Name)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Id : Name;
}
