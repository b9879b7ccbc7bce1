using Identity.Server.Database.Documents;

namespace Identity.Server.Audit;

/// <summary>Writes down how clients, APIs and profiles were made, changed and deleted: what was, and what is.</summary>
internal sealed class ChangeAudit(AuditTrail trail)
{
    public void Record(AuditParty actor, DocumentChange change) => Record(actor, change, KindOf(change));

    /// <param name="kind">What it is called, where that is not told by what it was done to.</param>
    public void Record(AuditParty actor, DocumentChange change, string kind) =>
        trail.Record(
            new AuditEvent(kind, new AuditParty(change.Kind, change.Name))
            {
                Actor = actor,
                Details = change.ToDetails().ToJsonString(),
            }
        );

    private static string KindOf(DocumentChange change) =>
        change switch
        {
            { Before: null } => $"{change.Kind}-creation",
            { After: null } => $"{change.Kind}-deletion",
            _ => $"{change.Kind}-change",
        };
}
