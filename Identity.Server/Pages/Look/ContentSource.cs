using System.Globalization;

namespace Identity.Server.Pages.Look;

/// <summary>Names somebody else's address in a content security policy, and no more of their web than it needs.</summary>
internal static class ContentSource
{
    /// <returns>Such as `https://app.example.com`; null where a policy has no name for the host, as for IPv6.</returns>
    public static string? OriginOf(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return null;
        if (uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            return null;
        var port = uri.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        return $"{uri.Scheme}://{uri.IdnHost}{port}";
    }

    /// <returns>The origin, or the scheme alone where there is no origin to name: `com.example.app:`.</returns>
    public static string? OriginOrSchemeOf(string address) =>
        OriginOf(address) ?? (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Scheme}:" : null);
}
