namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Where browsers may be led back to, by what kind of application it is.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §2, application_type; RFC 8252 §7.</remarks>
internal static class RedirectRules
{
    public const string Web = "web";
    public const string Native = "native";

    /// <summary>What is wrong with an address, in a sentence; null where nothing is.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="applicationType">Whether the client runs on a web server or on people's devices.</param>
    /// <param name="isImplicit">Whether tokens come back in the address itself.</param>
    public static string? ProblemOf(string uri, string applicationType, bool isImplicit)
    {
        if (!NewClient.IsRedirectUri(uri))
        {
            return $"'{uri}' cannot be a redirect URI: https, or http on a loopback address; without fragment, user name or wildcard.";
        }
        var parsed = new Uri(uri);
        if (parsed.Scheme == "https")
            return applicationType == Web && isImplicit && parsed.IsLoopback ? NotLocal(uri) : null;
        if (parsed.Scheme == "http")
            return applicationType == Web && isImplicit ? NotLocal(uri) : null;
        if (applicationType != Native)
            return $"'{uri}' cannot be a redirect URI of a web application: only a native one may have a scheme of its own.";
        // RFC 8252 §7.1: a domain name in reverse, so that two apps do not share one by accident.
        return parsed.Scheme.Contains('.', StringComparison.Ordinal)
            ? null
            : $"'{uri}' cannot be a redirect URI: a scheme of one's own is a domain name in reverse (RFC 8252 §7.1).";
    }

    private static string NotLocal(string uri) =>
        $"'{uri}' cannot be a redirect URI: a web application that uses the implicit grant needs https and a host that is not local.";
}
