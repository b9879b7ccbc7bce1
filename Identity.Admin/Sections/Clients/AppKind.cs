using Identity.Admin.Blocks.Lists;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Clients;

/// <summary>What kind of app a client is, as people say it.</summary>
/// <param name="Name">As the API's filter has it.</param>
public sealed record AppKind(string Name, string Word, string Icon)
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public static AppKind Web { get; } = new("web", "Web app", "browser");
    public static AppKind Spa { get; } = new("spa", "Single-page app", "code");
    public static AppKind Native { get; } = new("native", "Mobile or desktop app", "phone");
    public static AppKind Machine { get; } = new("machine", "Machine to machine", "server");
    public static AppKind Device { get; } = new("device", "Device, TV or command line", "tv");
    public static AppKind Agent { get; } = new("mcp", "AI agent (MCP)", "agent");

    private static AppKind Other { get; } = new("", "Other", "client");

    /// <summary>Those that can be told apart once a client is there: an agent is then an app on somebody's machine.</summary>
    public static IReadOnlyList<FilterOption> Options { get; } =
    [.. new[] { Web, Spa, Native, Machine, Device }.Select(kind => new FilterOption(kind.Name, kind.Word))];

    public static AppKind Of(Client client) =>
        client switch
        {
            { HasCodeFlow: true, IsPublic: false } => Web,
            { HasCodeFlow: true } => client.ApplicationType == "native" || client.RedirectUris.Any(IsOfNative)
                ? Native
                : Spa,
            _ when client.GrantTypes.Contains(DeviceGrant, StringComparer.Ordinal) => Device,
            _ when client.GrantTypes.Contains("client_credentials", StringComparer.Ordinal) => Machine,
            _ => Other,
        };

    /// <summary>The kind that a preset is for.</summary>
    public static AppKind Named(string preset) =>
        new[] { Web, Spa, Native, Machine, Device, Agent }.FirstOrDefault(kind => kind.Name == preset) ?? Other;

    // RFC 8252 §7.1, RFC 8252 §7.3: a scheme of its own, or a port of this machine that is not known before.
    private static bool IsOfNative(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        && (parsed.Scheme is not ("http" or "https") || (parsed.IsLoopback && parsed.IsDefaultPort));
}
