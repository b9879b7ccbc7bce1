using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>Who did what, on whom, and how it ended.</summary>
public sealed class AuditEvents(ManagementApi api)
{
    public Task<Answer<Listing<AuditEvent>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<AuditEvent>("audit", query, ct);

    public Task<Answer<Listing<AuditKind>>> KindsAsync(CancellationToken ct = default) =>
        api.ListAsync<AuditKind>("audit-kinds", ListQuery.All with { Limit = ListQuery.MostAtOnce }, ct);
}

/// <summary>A kind of event.</summary>
public sealed record AuditKind(string Name);

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
