namespace Identity.Admin.Sections.Clients.Addresses;

/// <summary>
/// Says of an address, while it is typed, why it is not allowed. The server has the last word; this is so that nobody has to wait for it
/// to learn what a redirect URI is.
/// </summary>
public static class AddressRules
{
    private const string Mark = "://";
    private static readonly string[] Beginnings = ["https://", "http://"];

    /// <returns>Null where nothing is wrong, or it is still being typed.</returns>
    public static string? ProblemOf(string address, AddressUse use)
    {
        if (IsBeginning(address))
            return null;
        return WrittenProblem(address) ?? SchemeProblem(new Uri(address), use);
    }

    /// <returns>What is worth knowing of an address that is allowed; null for most.</returns>
    public static string? NoteOn(string address, AddressUse use)
    {
        if (use != AddressUse.Redirect || IsBeginning(address) || ProblemOf(address, use) is not null)
            return null;
        var uri = new Uri(address);
        return uri switch
        {
            { Scheme: "http", Host: "localhost" } =>
                "For your own machine. An app that listens on any free port says 127.0.0.1: only there the port may differ.",
            { Scheme: "http", IsDefaultPort: true } =>
                "For apps on people's own machines: any port is allowed here (RFC 8252 §7.3).",
            { Scheme: "http" } => "For your own machine: encryption is not needed there.",
            { Scheme: not "https" } =>
                "An app's own scheme: any other app on the device may claim it too, which PKCE makes harmless.",
            _ => null,
        };
    }

    private static bool IsBeginning(string address) =>
        Beginnings.Any(beginning => beginning.StartsWith(address, StringComparison.OrdinalIgnoreCase));

    private static string? WrittenProblem(string address)
    {
        if (address.Contains('*', StringComparison.Ordinal))
            return "Wildcards are not allowed: name each address. They are compared letter by letter, so that no page that somebody else writes can catch an answer.";
        if (address.Contains('#', StringComparison.Ordinal))
            return "A fragment (#…) is not allowed: browsers keep it to themselves, and the answer would be lost (RFC 6749 §3.1.2).";
        if (address.FirstOrDefault(c => c is <= ' ' or > '~') is not '\0' and var odd)
            return OddProblem(odd);
        if (AuthorityOf(address).Contains('@'))
            return "A user name (…@) is not allowed in it: it makes an address look like another one.";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || address.StartsWith('/'))
            return "It must be a whole address, with scheme and host, such as https://app.example.com/callback.";
        return uri.IsWellFormedOriginalString()
            ? null
            : "It is not written as addresses are: look at what stands after the host.";
    }

    private static string OddProblem(char odd) =>
        odd == ' '
            ? "A space cannot stand in an address: write %20."
            : $"“{odd}” cannot stand in an address as it is: encode it with %, and a host name in punycode (xn--…).";

    private static string? SchemeProblem(Uri uri, AddressUse use) =>
        (uri.Scheme, use) switch
        {
            ("https", _) => null,
            ("http", AddressUse.Encrypted) => "It must be https.",
            ("http", _) => uri.IsLoopback
                ? null
                : "http is only for your own machine (localhost, 127.0.0.1): on the way everybody could read the answer (RFC 9700 §2.6). Use https.",
            (_, not AddressUse.Redirect) => "It must begin with https://.",
            (var scheme, _) => scheme.Contains('.', StringComparison.Ordinal)
                ? null
                : $"“{scheme}:” could be any app's. An app's own scheme is a domain name of yours the other way round, such as com.example.app (RFC 8252 §7.1).",
        };

    private static ReadOnlySpan<char> AuthorityOf(string address)
    {
        var at = address.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return [];
        var rest = address.AsSpan(at + Mark.Length);
        var end = rest.IndexOfAny("/?");
        return end < 0 ? rest : rest[..end];
    }
}
