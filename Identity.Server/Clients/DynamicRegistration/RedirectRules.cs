using Identity.Server.Clients.Metadata;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Where browsers may be led back to, by what kind of application it is.</summary>
/// <remarks>
/// OpenID Connect Dynamic Client Registration §2, application_type; RFC 8252 §7. A web application may have a scheme of its own as well:
/// programs that are built for people's devices call themselves so, or say nothing, and then they are web applications.
/// </remarks>
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
        if (!RedirectAddresses.IsOne(uri))
        {
            return $"'{uri}' cannot be a redirect URI: https, http on a loopback address, or a scheme such as com.example.app; "
                + "without fragment, user name or wildcard.";
        }
        var parsed = new Uri(uri);
        return applicationType == Web && isImplicit && (parsed.Scheme != "https" || parsed.IsLoopback)
            ? $"'{uri}' cannot be a redirect URI: a web application that uses the implicit grant needs https and a host that is not local."
            : null;
    }
}
