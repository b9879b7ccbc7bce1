using Identity.Server.Audit;

namespace Identity.Server.Users.Administration;

/// <summary>The account that somebody is about to change for its owner.</summary>
/// <param name="Version">What it has to be at that moment, so that nothing is overwritten that they have not seen; null where any will do.</param>
/// <param name="Actor">Who that is.</param>
internal sealed record AccountTarget(Guid Id, string? Version, AuditParty Actor);
