using Identity.Server.Commands.Settings;
using Identity.Server.Database.Documents;

namespace Identity.Server.Commands;

/// <summary>Warns of settings that the server does not know, with the nearest name that it does: a typing error costs a line, not an evening.</summary>
internal static partial class UnknownSettings
{
    // The framework's own, whose names it documents itself.
    private static readonly string[] Framework =
    [
        "Logging",
        "Kestrel",
        "AllowedHosts",
        "Quartz",
        "applicationName",
        "contentRoot",
        "environment",
    ];

    public static void Log(IConfigurationRoot configuration, ILogger logger)
    {
        foreach (var (key, source) in Find(configuration))
            NotKnown(logger, key, source, Nearest(key));
    }

    /// <summary>The keys of our own files, variables and options. The machine's other environment variables are none of our business.</summary>
    public static IEnumerable<(string Key, string Source)> Find(IConfigurationRoot configuration) =>
        from provider in configuration.Providers
        let source = provider.ToString() ?? ""
        where
            !source.Contains("EnvironmentVariables", StringComparison.Ordinal)
            || source.Contains("IDENTITY__", StringComparison.Ordinal)
        from key in KeysOf(provider, parent: null)
        where !KnownSettings.All.Any(known => string.Equals(known.Key, key, StringComparison.OrdinalIgnoreCase))
        where !Framework.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)
        select (key, SettingOrigin.PlaceOf(provider, key));

    /// <summary>The known name with the fewest letters to change.</summary>
    public static string Nearest(string key) => NearestName.Of(key, KnownSettings.All.Select(known => known.Key));

    private static IEnumerable<string> KeysOf(IConfigurationProvider provider, string? parent)
    {
        foreach (var child in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = parent is null ? child : $"{parent}:{child}";
            if (provider.TryGet(key, out _))
                yield return key;
            foreach (var below in KeysOf(provider, key))
                yield return below;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The setting {Key} ({Source}) is not known; did you mean {Nearest}?")]
    private static partial void NotKnown(ILogger logger, string key, string source, string nearest);
}
