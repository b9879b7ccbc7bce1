using Identity.Server.Database.Documents;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.Metadata;

/// <summary>Whether a client is told who a person is, or is told a name that nobody outside its sector knows them by.</summary>
/// <remarks>OpenID Connect Core §8.</remarks>
internal static class SubjectTypes
{
    public const string Public = "public";
    public const string Pairwise = "pairwise";

    /// <summary>What is wrong with what a client asks for.</summary>
    public static IEnumerable<DocumentProblem> ProblemsOf(NewClient asked)
    {
        var metadata = asked.Metadata;
        if (metadata.SubjectType is not (null or Public or Pairwise))
        {
            yield return new DocumentProblem(
                "subject_type",
                $"There is no subject type '{metadata.SubjectType}'. Known: {Public}, {Pairwise}."
            );
        }
        if (metadata.SectorIdentifierUri is { } uri && !FetchTarget.TryRead(uri, out _, out var why))
        {
            yield return new DocumentProblem(
                "sector_identifier_uri",
                $"The sector identifier URI cannot be used: {why}"
            );
        }
        // OpenID Connect Core §8.1
        else if (metadata.SubjectType == Pairwise && Sector(metadata, asked.RedirectUris) is null)
        {
            yield return new DocumentProblem(
                "subject_type",
                "A pairwise client whose redirect URIs are not all of one host needs a sector identifier URI."
            );
        }
    }

    /// <returns>The sector of a pairwise client; null for one that is told the public name.</returns>
    public static string? SectorOf(ClientRow client, ClientMetadata metadata) =>
        metadata.SubjectType != Pairwise
            ? null
            // Whatever was written by hand, the public name is not told for it.
            : Sector(metadata, client.RedirectUris) ?? $"client {client.ClientId}";

    // OpenID Connect Core §8.1: the host of one or the other.
    private static string? Sector(ClientMetadata metadata, string[] redirectUris)
    {
        if (metadata.SectorIdentifierUri is { } sector)
            return HostOf(sector);
        var hosts = redirectUris.Select(HostOf).Distinct(StringComparer.Ordinal).ToArray();
        return hosts is [var one] ? one : null;
    }

    private static string? HostOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IdnHost.Length > 0
            ? parsed.IdnHost.ToLowerInvariant()
            : null;
}
