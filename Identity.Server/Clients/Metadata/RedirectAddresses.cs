using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Metadata;

/// <summary>Which addresses browsers may be sent to at all.</summary>
internal static class RedirectAddresses
{
    public static bool IsOne(string uri) => ProblemOf(uri) is null;

    public static IEnumerable<DocumentProblem> ProblemsOf(string member, string[] uris)
    {
        foreach (var (at, uri) in uris.Index())
        {
            if (ProblemOf(uri) is { } problem)
                yield return new DocumentProblem($"{member}[{at}]", problem);
        }
    }

    // RFC 6749 §3.1.2: absolute and without a fragment; RFC 9700 §2.1: compared exactly, so nothing ambiguous is stored.
    private static string? ProblemOf(string uri)
    {
        if (
            !Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            || !parsed.IsWellFormedOriginalString()
            || !uri.All(c => c is > ' ' and <= '~' and not ('#' or '*'))
            || AuthorityOf(uri).Contains('@')
        )
        {
            return $"'{uri}' cannot be a redirect URI: it must be absolute, without fragment, user name or wildcard.";
        }
        // RFC 8252 §8.4: an app's own scheme is a domain name the other way round. javascript:, data: or intent: have no period.
        if (parsed.Scheme is not ("https" or "http") && !parsed.Scheme.Contains('.', StringComparison.Ordinal))
        {
            return $"'{uri}' cannot be a redirect URI: its scheme must be https, or one such as com.example.app (RFC 8252 §7.1).";
        }

        // RFC 9700 §2.6: a code is never sent unencrypted; loopback is the same machine (RFC 8252 §7.3).
        return parsed.Scheme == "http" && !parsed.IsLoopback
            ? $"'{uri}' cannot be a redirect URI: http is for loopback addresses only (RFC 9700 §2.6)."
            : null;
    }

    private static ReadOnlySpan<char> AuthorityOf(string uri)
    {
        const string Mark = "://";
        var at = uri.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return [];
        var rest = uri.AsSpan(at + Mark.Length);
        var end = rest.IndexOfAny("/?");
        return end < 0 ? rest : rest[..end];
    }
}
