namespace Identity.Server.Tokens;

/// <summary>The server's public name: the `iss` of everything it issues. Configured, and never taken from a Host header.</summary>
/// <remarks>RFC 8414 §2; OpenID Connect Discovery §3.</remarks>
internal sealed record Issuer
{
    public const string Setting = "Issuer";

    /// <summary>Where apps send people to be signed in.</summary>
    public const string AuthorizationPath = "/connect/authorize";

    /// <summary>Where everything else about the server can be read.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    private Issuer(string value) => Value = value;

    public string Value { get; }

    public bool IsSecure => Value.StartsWith("https:", StringComparison.Ordinal);

    public string Endpoint(string path) => Value + path;

    /// <exception cref="InvalidOperationException">The setting is missing, or is no issuer identifier; the message says why.</exception>
    public static Issuer Read(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            throw new InvalidOperationException(
                "There is no Issuer setting. Set it to the public https URL of this server."
            );
        }

        if (!Uri.TryCreate(setting, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            throw new InvalidOperationException($"Issuer '{setting}' is not an absolute https URL.");
        // RFC 8414 §2 asks for https; loopback is for development and tests, where nobody is in between.
        if (uri.Scheme == "http" && !uri.IsLoopback)
            throw new InvalidOperationException($"Issuer '{setting}' must be https (RFC 8414 §2).");
        if (setting.AsSpan().IndexOfAny('?', '#') >= 0 || uri.UserInfo.Length > 0)
        {
            throw new InvalidOperationException(
                $"Issuer '{setting}' must have no query, fragment or user name (RFC 8414 §2)."
            );
        }

        // Clients compare it character by character, so it is written as a URL is.
        if (
            !uri.IsWellFormedOriginalString()
            || setting.Trim() != setting
            || !setting.StartsWith(uri.Scheme, StringComparison.Ordinal)
        )
        {
            throw new InvalidOperationException($"Issuer '{setting}' must be written as a URL is: {uri.AbsoluteUri}");
        }

        return new Issuer(setting.TrimEnd('/'));
    }
}
