using Identity.Server.Hosting.Settings;

namespace Identity.Server.Commands.Settings;

/// <summary>All the ways in which one setting can be written: nobody should have to guess which of them is meant.</summary>
internal static class Spellings
{
    /// <summary>The environment variables, the one that is heard first before the others.</summary>
    public static IReadOnlyList<string> Variables(string key)
    {
        var plain = key.Replace(":", "__", StringComparison.Ordinal);
        return
        [
            $"{SettingOrder.Prefix}{plain}",
            plain,
            .. ShortNames.All.Where(name => name.Value == key).Select(name => name.Key),
        ];
    }

    /// <summary>For the end of a sentence.</summary>
    public static string Of(string key) =>
        $"{string.Join(", ", Variables(key))}, --set {key}=…, or {key} in appsettings.json";
}
