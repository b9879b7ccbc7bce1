using Identity.Server.Audit;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>What the audit has been told: it is stored a moment after the answer.</summary>
internal static class AuditLooks
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The latest event of a kind about somebody, or of a request, once it is there.</summary>
    public static async Task<AuditEntry> ToldAsync(
        this TestServer server,
        string kind,
        AuditParty? party = null,
        string? correlation = null
    )
    {
        for (var looks = 0; looks < 1000; looks++)
        {
            if (await server.FindAuditAsync(kind, party, correlation) is [var latest, ..])
                return latest;
            await Task.Delay(10, Ct);
        }
        throw new Xunit.Sdk.XunitException($"The audit was told of no {kind} of {party} in {correlation}.");
    }

    public static Task<IReadOnlyList<AuditEntry>> FindAuditAsync(
        this TestServer server,
        string? kind,
        AuditParty? party = null,
        string? correlation = null
    )
    {
        var now = server.Get<TimeProvider>().GetUtcNow();
        var query = new AuditQuery(now.AddHours(-1), now.AddHours(1), Take: 1000)
        {
            Kind = kind,
            Party = party,
            Correlation = correlation,
        };
        return server.Get<AuditStorage>().FindAsync(query, Ct);
    }
}
