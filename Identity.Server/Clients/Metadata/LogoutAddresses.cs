using System.Net;
using Identity.Server.Database.Documents;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.Metadata;

/// <summary>What is wrong with the addresses at which a client wants to hear that a session has ended.</summary>
internal static class LogoutAddresses
{
    /// <param name="metadata">The client's; where it leads browsers after a logout is looked at as redirect URIs are.</param>
    /// <param name="redirectUris">The client's, in order.</param>
    public static IEnumerable<DocumentProblem> ProblemsOf(ClientMetadata metadata, string[] redirectUris)
    {
        if (metadata.BackchannelLogoutUri is { } back && ProblemOfBack(back) is { } backProblem)
            yield return new DocumentProblem("backchannel_logout_uri", backProblem);
        if (metadata.FrontchannelLogoutUri is { } front && ProblemOfFront(front, redirectUris) is { } frontProblem)
            yield return new DocumentProblem("frontchannel_logout_uri", frontProblem);
    }

    // OpenID Connect Back-Channel Logout §2.2
    private static string? ProblemOfBack(string uri)
    {
        if (!FetchTarget.TryRead(uri, out var target, out var why))
            return $"'{uri}' cannot be a backchannel_logout_uri. {why}";
        return target.IsEncrypted || IsLoopback(target.Host)
            ? null
            : $"'{uri}' cannot be a backchannel_logout_uri: http is for loopback addresses only.";
    }

    // OpenID Connect Front-Channel Logout §2: of the scheme, host and port of a redirect URI, so that nobody has other
    // people's browsers load what is not his.
    private static string? ProblemOfFront(string uri, string[] redirectUris)
    {
        if (!FetchTarget.TryRead(uri, out var target, out var why))
            return $"'{uri}' cannot be a frontchannel_logout_uri. {why}";
        return redirectUris.Any(redirect => OriginOf(redirect) == OriginOf(target.Uri))
            ? null
            : $"'{uri}' cannot be a frontchannel_logout_uri: no redirect URI has its scheme, host and port.";
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? OriginOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? OriginOf(parsed) : null;

    private static string OriginOf(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
