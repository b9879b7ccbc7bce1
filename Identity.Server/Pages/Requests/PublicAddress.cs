namespace Identity.Server.Pages.Requests;

/// <summary>An address that a client has said of itself, for a page to link or to load: https, to a host and nobody's account.</summary>
/// <remarks>What else was registered, a page does not show: a link with another scheme could do things here.</remarks>
internal static class PublicAddress
{
    /// <returns>The address as URLs are written, or null where it is none that may be shown.</returns>
    public static string? Of(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.UserInfo.Length == 0
            ? uri.AbsoluteUri
            : null;
}
