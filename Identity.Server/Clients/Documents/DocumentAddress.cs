using Identity.Server.Fetching;

namespace Identity.Server.Clients.Documents;

/// <summary>A client id that is the address of the document which describes the client.</summary>
/// <remarks>OAuth Client ID Metadata Document §3.</remarks>
internal static class DocumentAddress
{
    public const int Longest = 300;

    /// <summary>Whether an id is one; where it leads is for the fetcher to see.</summary>
    public static bool IsOne(string clientId)
    {
        if (clientId.Length > Longest || !FetchTarget.TryRead(clientId, out var target, out _))
            return false;
        // http is for one's own machine, where the fetcher lets it in at all.
        return (target.IsEncrypted || target.Uri.IsLoopback) && HasPath(clientId) && target.Uri.AbsoluteUri == clientId;
    }

    /// <summary>Where it is, for people to know who it is that asks.</summary>
    public static string HostOf(string clientId) => new Uri(clientId).Authority;

    // As it is written: dot segments are gone once it has been read, and what is compared is the text.
    private static bool HasPath(string clientId)
    {
        var path = clientId[(clientId.IndexOf("//", StringComparison.Ordinal) + 2)..].Split('?')[0].Split('/')[1..];
        return path is not ([] or [""]) && !path.Any(segment => segment is "." or "..");
    }
}
