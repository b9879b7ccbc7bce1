using Identity.Server.Hosting.Settings;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Identity.Server.Commands.Settings;

/// <summary>Where a setting came from: the file, the variable or the command line.</summary>
internal sealed record SettingOrigin(string Place)
{
    public static SettingOrigin Nowhere { get; } = new("nowhere");

    /// <summary>The source that wins: the last that knows the key.</summary>
    public static SettingOrigin Of(IConfigurationRoot configuration, string key) =>
        Every(configuration, key).Select(one => one.Origin).FirstOrDefault(Nowhere);

    /// <summary>Every source that names the key, the one that is heard first.</summary>
    public static IEnumerable<(SettingOrigin Origin, string Value)> Every(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out var value) && value is { Length: > 0 })
                yield return (new SettingOrigin(PlaceOf(provider, key)), value);
        }
    }

    public static string PlaceOf(IConfigurationProvider provider, string key)
    {
        var variable = key.Replace(":", "__", StringComparison.Ordinal);
        return provider switch
        {
            ShortNames names => $"the environment variable {names.NameOf(key)}",
            MemoryConfigurationProvider => "the command line (--set)",
            JsonConfigurationProvider file => $"the file {file.Source.Path}",
            EnvironmentVariablesConfigurationProvider => $"the environment variable {PrefixOf(provider)}{variable}",
            _ => provider.ToString() ?? "nowhere",
        };
    }

    // The framework keeps it to itself but for the text that names it: … Prefix: 'IDENTITY__'
    private static string PrefixOf(IConfigurationProvider provider) =>
        provider.ToString()?.Split('\'') is [_, var prefix, ..] ? prefix : "";
}
