namespace Identity.Server.Audit;

/// <summary>What came of an event, as it is told and counted.</summary>
internal static class AuditOutcome
{
    public const string Done = "done";
    public const string Refused = "refused";

    public static string Of(AuditEntry entry) => entry.Refusal is null ? Done : Refused;
}
