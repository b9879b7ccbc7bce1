using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Audit;

/// <summary>How long the audit remembers, and how much of it may wait to be stored.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Days for which events are kept; older ones are dropped a day at a time.</summary>
    [Range(1, 3660)]
    public int DaysKept { get; init; } = 365;

    /// <summary>Events that may wait in memory while the database is away; more are written to the log instead.</summary>
    [Range(100, 1_000_000)]
    public int Waiting { get; init; } = 20_000;
}

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
