using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.SignIn.Requests;

/// <summary>Where people are led within the app afterwards; never anywhere else, whoever asked for it.</summary>
/// <remarks>RFC 9700 §4.11.1: an app that redirects to what a link says lends its name to whoever wrote the link.</remarks>
internal static class ReturnAddress
{
    /// <summary>A longer one would not fit into what the provider is sent.</summary>
    private const int Longest = 2000;

    /// <returns>The wish as a path, or <paramref name="otherwise"/>, a path of the app, where it leads elsewhere.</returns>
    public static string Within(HttpRequest request, string? wish, string otherwise)
    {
        // An app below a path of its host has its own home there.
        var home = request.PathBase + otherwise;
        if (wish is null or { Length: > Longest })
            return home;
        if (IsLocal(wish))
            return wish;

        // Link generators write addresses in full: good where they are the app's own.
        var origin = $"{request.Scheme}://{request.Host}";
        return
            wish.StartsWith($"{origin}/", StringComparison.OrdinalIgnoreCase)
            && wish[origin.Length..] is var path
            && IsLocal(path)
            ? path
            : home;
    }

    /// <summary>A path from the root, which no browser takes for a host: <c>//host</c>, <c>/\host</c>, a tab in between.</summary>
    public static bool IsLocal(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.StartsWith("/\\", StringComparison.Ordinal)
        && !path.Any(char.IsControl);
}
