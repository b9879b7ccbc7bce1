using System.Net;

namespace Identity.Server.Audit;

/// <summary>An event with its time and its origin: a row of the audit.</summary>
/// <param name="Id">In the order of time.</param>
/// <param name="Actor">Who did it, as <see cref="AuditParty"/> writes it; null for the target itself.</param>
internal sealed record AuditEntry(
    Guid Id,
    DateTimeOffset At,
    string Kind,
    string? Actor,
    string? Target,
    string? Refusal,
    IPAddress? Address,
    string? Correlation,
    string? Details
);
