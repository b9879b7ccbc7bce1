using Identity.Server.Hosting.Settings;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What this server is set to, and by what. It is changed where it is set, and not here.</summary>
internal sealed class SettingResource(ISettingsReport report) : IResource
{
    public string Tag => "Settings";

    public void Declare(Routes routes) =>
        routes.List("/settings", Permission.SettingsRead, "List settings with their sources", Listing.Plain, ListAsync);

    private Task<Reply<Page<SettingAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        // In the order of the report: a setting stands before what it overrules.
        Reply<Page<SettingAnswer>> page = list.PageOfAll(
            report.Read().Index(),
            setting => $"{setting.Index:d5}",
            setting => SettingAnswer.Of(setting.Item)
        );
        return Task.FromResult(page);
    }
}

/// <summary>A setting, as it is shown.</summary>
internal sealed record SettingAnswer
{
    public required string Key { get; init; }

    /// <summary>The part of the server that it is about.</summary>
    public required string Section { get; init; }

    /// <summary>Secrets are hidden in it; null where it is nothing.</summary>
    public required string? Value { get; init; }

    /// <summary>Which file or variable says so; `default` where none does.</summary>
    public required string Origin { get; init; }
    public required bool IsDefault { get; init; }

    public static SettingAnswer Of(ReportedSetting setting) =>
        new()
        {
            Key = setting.Setting,
            Section = setting.Setting.Split(':') is [var section, _, ..] ? section : "General",
            Value = setting.Value,
            Origin = setting.Source,
            IsDefault = setting.IsDefault,
        };
}
