namespace Identity.Server.Sessions;

/// <summary>Calls a browser by a name that its owner knows it by: "Firefox on Windows".</summary>
/// <remarks>
/// Anybody can write anything into a User-Agent (RFC 9110 §10.1.5), so it only chooses among words of ours, and nothing
/// of it is kept. Where the browser is, it does not say and we do not guess.
/// </remarks>
internal static class DeviceDescription
{
    public const string Unknown = "Unknown browser";

    // No browser needs as much; what comes after it is not looked at.
    private const int LongestRead = 512;

    // Browsers name those they resemble as well: the first that is found is the one.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"),
        ("OPT/", "Opera"),
        ("Vivaldi/", "Vivaldi"),
        ("YaBrowser/", "Yandex Browser"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("DuckDuckGo/", "DuckDuckGo"),
        ("Ddg/", "DuckDuckGo"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("CrOS", "ChromeOS"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent)
    {
        var read = userAgent.AsSpan(0, Math.Min(userAgent?.Length ?? 0, LongestRead));
        return (Find(Browsers, read), Find(Systems, read)) switch
        {
            (null, null) => Unknown,
            (null, var system) => $"{Unknown} on {system}",
            (var browser, null) => browser,
            var (browser, system) => $"{browser} on {system}",
        };
    }

    private static string? Find((string Mark, string Name)[] known, ReadOnlySpan<char> userAgent)
    {
        foreach (var (mark, name) in known)
        {
            if (userAgent.Contains(mark, StringComparison.Ordinal))
                return name;
        }

        return null;
    }
}
