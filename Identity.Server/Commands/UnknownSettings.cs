using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Database.Sealing;
using Identity.Server.Hosting.Proxies;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Commands;

/// <summary>Warns of settings that the server does not know, with the nearest name that it does: a typing error costs a line, not an evening.</summary>
internal static partial class UnknownSettings
{
    private static readonly string[] Known =
    [
        Issuer.Setting,
        DatabaseHome.Setting,
        DirectDatabase.Setting,
        "Urls",
        .. Of<DatabaseOptions>(DatabaseOptions.Section),
        .. Of<ProxyOptions>(ProxyOptions.Section),
        .. Of<MasterKeyOptions>(MasterKeyOptions.Section),
        .. Of<KeyOptions>(KeyOptions.Section),
        .. Of<BrandOptions>(BrandOptions.Section),
        .. Of<BrowserSessionOptions>(BrowserSessionOptions.Section),
        .. Of<TokenOptions>(TokenOptions.Section),
        .. Of<PasswordHashingOptions>(PasswordHashingOptions.Section),
        .. Of<ServerPasswordPolicyOptions>(ServerPasswordPolicyOptions.Section),
        .. Of<BreachOptions>(BreachOptions.Section),
        .. Of<ThrottleOptions>(ThrottleOptions.Section),
    ];

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
        where !Known.Contains(key, StringComparer.OrdinalIgnoreCase)
        where !Framework.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)
        select (key, source);

    /// <summary>The known name with the fewest letters to change.</summary>
    public static string Nearest(string key) => NearestName.Of(key, Known);

    private static IEnumerable<string> Of<TOptions>(string section) =>
        typeof(TOptions).GetProperties().Select(property => $"{section}:{property.Name}");

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
