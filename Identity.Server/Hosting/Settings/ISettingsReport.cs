namespace Identity.Server.Hosting.Settings;

/// <summary>A setting of this server.</summary>
/// <param name="Value">Secrets are hidden in it; null where it is nothing.</param>
/// <param name="Source">Which file or variable says so.</param>
internal sealed record ReportedSetting(string Setting, string? Value, string Source, bool IsDefault);

/// <summary>Says what this server is set to, and where that comes from. One door knows how; others show it.</summary>
internal interface ISettingsReport
{
    /// <summary>Every setting; where a source is overruled by another, it comes after that.</summary>
    IReadOnlyList<ReportedSetting> Read();
}
