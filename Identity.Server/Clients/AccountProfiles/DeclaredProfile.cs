using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>A profile as it is to be, whether or not there is one.</summary>
/// <param name="Secret">What its API shares with the server; null leaves the one that it has.</param>
/// <param name="At">Where a document says so.</param>
internal sealed record DeclaredProfile(AccountProfile Profile, GivenSecret? Secret = null, string At = "")
{
    /// <summary>Of the document that the change was thought up for; null where any will do.</summary>
    public string? Version { get; init; }
}
