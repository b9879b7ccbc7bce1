using Identity.Admin.Management;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>What an app has to know of itself and of the server, written as each language writes texts.</summary>
/// <param name="issuer">The server's own name, letter by letter.</param>
public sealed class AppTerms(Client client, string issuer)
{
    public const string SecretVariable = "CLIENT_SECRET";

    /// <summary>Where a program listens that may listen anywhere.</summary>
    public const int Port = 3000;

    private const string Refresh = "offline_access";

    public Client Client => client;

    public string Issuer => issuer;

    /// <summary>Whether the server is asked without encryption, which is for one's own machine alone.</summary>
    public bool IsPlainHttp => issuer.StartsWith("http://", StringComparison.Ordinal);

    public string Method => client.TokenEndpointAuthMethod;

    /// <summary>Where the app is led back to; with a port of its own where it may listen on any (RFC 8252 §7.3).</summary>
    public string RedirectUri => WithPort(ToTry(client.RedirectUris) ?? $"http://127.0.0.1:{Port}/callback");

    public string? PostLogoutUri => ToTry(client.PostLogoutRedirectUris);

    public IReadOnlyList<string> Scopes => client.Scopes.Count > 0 ? client.Scopes : ["openid"];

    public string Scope => string.Join(' ', Scopes);

    /// <summary>The scopes of a program that acts for nobody.</summary>
    public string OwnScope => string.Join(' ', client.Scopes.Where(scope => scope is not (Refresh or "openid")));

    public bool SignsIn => Scopes.Contains("openid", StringComparer.Ordinal);

    public string AddressOf(string path) => $"{issuer}/connect/{path}";

    /// <summary>Where a program of this redirect URI listens; null where something else stands in front of it.</summary>
    public Uri? Listens =>
        Uri.TryCreate(RedirectUri, UriKind.Absolute, out var uri) && uri is { Scheme: "http", IsLoopback: true }
            ? uri
            : null;

    // Whoever pastes it tries it on their own machine first, where it can be.
    private static string? ToTry(IReadOnlyList<string> addresses) =>
        addresses.FirstOrDefault(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback)
        ?? (addresses.Count > 0 ? addresses[0] : null);

    private static string WithPort(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http", IsDefaultPort: true, HostNameType: UriHostNameType.IPv4 or UriHostNameType.IPv6 }
            ? new UriBuilder(uri) { Port = Port }
                .Uri
                .AbsoluteUri
            : address;

    public static string PathOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "/";
}
