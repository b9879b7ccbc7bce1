using Identity.Server.Audit;

namespace Identity.Server.Protocol.Tracing;

/// <summary>What the audit was told lately of whom a trace is about.</summary>
internal sealed class RecentRefusals(AuditStorage audit, TimeProvider clock)
{
    private const int Most = 10;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(7);

    /// <param name="kind">What it was told of; null for everything.</param>
    public async Task<IReadOnlyList<AuditEntry>> FindAsync(string? kind, AuditParty? party, CancellationToken ct)
    {
        if (party is null)
            return [];
        var now = clock.GetUtcNow();
        var query = new AuditQuery(now - Lately, now.AddDays(1), Most) { Kind = kind, Party = party };
        return await audit.FindAsync(query, ct);
    }
}
