using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Identity.Server.Hosting.Settings;

/// <summary>One order of precedence: command line, environment (IDENTITY__…, plain, short names), appsettings files, and the defaults in the code.</summary>
internal static class SettingOrder
{
    public const string Prefix = "IDENTITY__";

    /// <param name="configuration">As the web host has begun it: files, then the plain environment variables.</param>
    /// <param name="commandLine">What was set with --set.</param>
    public static void AddSettings(
        this IConfigurationManager configuration,
        IReadOnlyDictionary<string, string?> commandLine
    )
    {
        var plain = configuration
            .Sources.Select((source, at) => (source, at))
            .FirstOrDefault(one => one.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        configuration.Sources.Insert(plain.at, new ShortNames(Environment.GetEnvironmentVariable));
        configuration.AddEnvironmentVariables(Prefix).AddInMemoryCollection(commandLine);
    }
}
