using Identity.Server.Database.Connections;
using Identity.Server.Hosting.Settings;

namespace Identity.Server.Commands.Settings;

/// <summary>What this server is set to: every known setting with its source, and what is set that nobody knows.</summary>
internal sealed class SettingsReport(IConfiguration configuration) : ISettingsReport
{
    private const string Hidden = "(hidden)";

    public IReadOnlyList<ReportedSetting> Read() => [.. Of((IConfigurationRoot)configuration)];

    public static IEnumerable<ReportedSetting> Of(IConfigurationRoot configuration)
    {
        foreach (var setting in KnownSettings.All)
        {
            var sources = SettingOrigin.Every(configuration, setting.Key).ToList();
            if (sources is [])
            {
                yield return new ReportedSetting(setting.Key, setting.Usual, "default", IsDefault: true);
                continue;
            }
            // The one that is heard first, and what it overrules below it.
            foreach (var (at, (origin, value)) in sources.Index())
            {
                yield return new ReportedSetting(
                    setting.Key,
                    Mask(setting, value),
                    at == 0 ? origin.Place : $"{origin.Place} (overruled)",
                    IsDefault: false
                );
            }
        }
        foreach (var (key, source) in UnknownSettings.Find(configuration))
            yield return new ReportedSetting(key, Hidden, $"{source} (not known)", IsDefault: false);
    }

    public static string Mask(KnownSetting setting, string value)
    {
        if (setting.IsSecret)
            return Hidden;
        if (!setting.IsConnection)
            return value;
        try
        {
            return ConnectionText.Describe(ConnectionText.Read(setting.Key, value));
        }
        catch (InvalidOperationException)
        {
            return "(cannot be read)";
        }
    }
}
