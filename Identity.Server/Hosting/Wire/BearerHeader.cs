namespace Identity.Server.Hosting.Wire;

/// <summary>The token in a request's Authorization header.</summary>
/// <remarks>RFC 6750 §2.1.</remarks>
internal static class BearerHeader
{
    private const string Scheme = "Bearer ";

    /// <returns>The token, or null where there is none, or more than one header.</returns>
    public static string? Read(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim() is { Length: > 0 } token
                ? token
                : null
            : null;
}
