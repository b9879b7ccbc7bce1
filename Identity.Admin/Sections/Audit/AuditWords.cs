using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Audit;

/// <summary>How events of the audit are said, and where their parties have pages.</summary>
internal static class AuditWords
{
    public static string Of(AuditEvent happened) => IsRefused(happened) ? "Refused" : "Done";

    public static Tone ToneOf(AuditEvent happened) => IsRefused(happened) ? Tone.Bad : Tone.Good;

    public static string? Of(AuditParty? party) => party is null ? null : $"{party.Kind} {party.DisplayName}";

    /// <summary>Where a party is shown; null for those without a page.</summary>
    public static string? HrefOf(AuditParty party) =>
        party.Kind switch
        {
            "user" => $"/users/{party.Id}",
            "client" => $"/clients/{Uri.EscapeDataString(party.Id)}",
            "role" => $"/roles/{Uri.EscapeDataString(party.Id)}",
            "job" => $"/jobs/{Uri.EscapeDataString(party.Id)}",
            "letter" => $"/letters/{party.Id}",
            _ => null,
        };

    private static bool IsRefused(AuditEvent happened) => happened.Outcome == "refused";
}
