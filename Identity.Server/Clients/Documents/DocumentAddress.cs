using Identity.Server.Fetching;

namespace Identity.Server.Clients.Documents;

/// <summary>A client id that is the address of the document which describes the client.</summary>
/// <remarks>OAuth Client ID Metadata Document §3.</remarks>
internal static class DocumentAddress
{
    public const int Longest = 300;

    /// <summary>Whether an id is one; where it leads is for the fetcher to see.</summary>
    /// <remarks>
    /// Written as it is read: then it has a path without dot segments, and whoever compares the text compares the address. http is for
    /// one's own machine, where the fetcher lets it in at all.
    /// </remarks>
    public static bool IsOne(string clientId) =>
        clientId.Length <= Longest
        && FetchTarget.TryRead(clientId, out var target, out _)
        && (target.IsEncrypted || target.Uri.IsLoopback)
        && target.Uri.AbsoluteUri == clientId;

    /// <summary>Where it is, for people to know who it is that asks.</summary>
    public static string HostOf(string clientId) => new Uri(clientId).Authority;
}
