using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Identity.Server.Management.Wire;

/// <summary>Reads the names in a path from the request's target as it was sent: in them, an escaped slash is part of the name.</summary>
/// <remarks>RFC 3986 §2.2. The web server unescapes all of the path but `%2F`, after which nobody can tell one from `%252F`.</remarks>
internal static class PathSegments
{
    /// <param name="template">The operation's whole path, as `/api/v1/roles/{name}`.</param>
    /// <param name="target">The target of the request, with its query.</param>
    /// <returns>The names by those in the template; null where the target is another path than it was taken for.</returns>
    public static IReadOnlyDictionary<string, string>? Read(string template, string target)
    {
        var (expected, sent) = (template.Split('/'), PathOf(target).Split('/'));
        if (expected.Length != sent.Length)
            return null;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (template1, raw) in expected.Zip(sent))
        {
            if (!template1.StartsWith('{'))
                continue;
            if (Unescape(raw) is not { } name)
                return null;
            names[template1.Trim('{', '}')] = name;
        }
        return names;
    }

    private static string? Unescape(string raw)
    {
        // Only in forms does a plus stand for a space.
        var sent = Encoding.UTF8.GetBytes(raw.Replace("+", "%2B", StringComparison.Ordinal));
        var bytes = WebUtility.UrlDecodeToBytes(sent, 0, sent.Length);
        if (!Utf8.IsValid(bytes))
            return null;
        var name = Encoding.UTF8.GetString(bytes);
        return name is "" or "." or ".." || name.Any(char.IsControl) ? null : name;
    }

    private static string PathOf(string target)
    {
        // RFC 9112 §3.2.2: a target may be an address as a whole.
        var authority = target.StartsWith('/') ? -1 : target.IndexOf("//", StringComparison.Ordinal);
        var start = authority < 0 ? 0 : target.IndexOf('/', authority + 2);
        var path = start < 0 ? "/" : target[start..];
        var end = path.IndexOf('?', StringComparison.Ordinal);
        return (end < 0 ? path : path[..end]).TrimEnd('/');
    }
}
