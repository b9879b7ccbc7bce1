using System.Diagnostics.CodeAnalysis;

namespace Identity.Server.Fetching;

/// <summary>A URL that may be asked as far as its text can tell; where its host leads is for <see cref="HostGuard"/> to see.</summary>
/// <remarks>
/// Strict on purpose: what two programs could read differently is refused, for what is compared elsewhere must be what is
/// asked here. Any port will do. A caller whose URL may have a fragment (a request_uri, OpenID Connect Core §6.2) takes it
/// off first.
/// </remarks>
internal sealed class FetchTarget
{
    public const int LongestUrl = 2048;

    private FetchTarget(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    /// <summary>A name, or an address without brackets.</summary>
    public string Host => Uri.DnsSafeHost;

    public bool IsEncrypted => Uri.Scheme == Uri.UriSchemeHttps;

    public static bool TryRead(
        string url,
        [NotNullWhen(true)] out FetchTarget? target,
        [NotNullWhen(false)] out string? why
    )
    {
        target = null;
        why = WhyNotText(url);
        if (why is not null)
            return false;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            why = "The URL cannot be read.";
            return false;
        }

        why = WhyNotHost(uri, Authority(url));
        target = why is null ? new FetchTarget(uri) : null;
        return target is not null;
    }

    private static string? WhyNotText(string url)
    {
        if (url.Length > LongestUrl)
            return $"The URL has more than {LongestUrl} characters.";
        if (!url.All(c => c is > ' ' and <= '~' and not ('\\' or '"' or '<' or '>')))
            return "The URL has characters that must be encoded.";
        if (
            !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return "The URL is not https.";
        }
        return url.Contains('#', StringComparison.Ordinal) ? "The URL has a fragment." : null;
    }

    private static string? WhyNotHost(Uri uri, ReadOnlySpan<char> authority)
    {
        // RFC 3986 §7.5: a user name is there to make a host look like another.
        if (authority.Contains('@'))
            return "The URL has a user name.";
        foreach (var c in authority)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':' or '[' or ']'))
                return "The URL's host is not plain.";
        }

        return uri.HostNameType switch
        {
            // The framework would also take a network, [2001:db8::/32].
            UriHostNameType.IPv6 when authority.StartsWith('[') && authority.Contains(']') => null,
            UriHostNameType.IPv4 when Names(authority, uri.Host) => null,
            // 0x7f.1, 2130706433, 0177.0.0.1: whoever writes so hopes that a check reads something else.
            UriHostNameType.IPv4 => "The URL has an address in an unusual notation.",
            UriHostNameType.Dns when !EndsInNumber(uri.Host) => null,
            _ => "The URL's host is neither a name nor an address.",
        };
    }

    private static bool Names(ReadOnlySpan<char> authority, string host) =>
        authority.StartsWith(host, StringComparison.Ordinal) && authority[host.Length..] is ([] or [':', ..]);

    // Resolvers take such names for addresses (RFC 3986 §7.4).
    private static bool EndsInNumber(string host)
    {
        var last = host.TrimEnd('.').Split('.')[^1];
        return last.All(char.IsAsciiDigit)
            || (
                last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(c => char.IsAsciiHexDigit(c))
            );
    }

    private static ReadOnlySpan<char> Authority(string url)
    {
        var rest = url.AsSpan(url.IndexOf("//", StringComparison.Ordinal) + 2);
        var end = rest.IndexOfAny('/', '?');
        return end < 0 ? rest : rest[..end];
    }
}
