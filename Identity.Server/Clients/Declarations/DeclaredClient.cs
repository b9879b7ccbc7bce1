using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Declarations;

/// <summary>A client as it is to be, whether or not there is one.</summary>
/// <param name="Client">All about it but its secret.</param>
/// <param name="IsDisabled">Null leaves it as it is.</param>
/// <param name="Secret">Null leaves the one that it has.</param>
/// <param name="At">Where a document says so.</param>
internal sealed record DeclaredClient(NewClient Client, bool? IsDisabled, GivenSecret? Secret = null, string At = "")
{
    /// <summary>
    /// Whether somebody who sees it as it is changes it: then it may be one that registered itself, and secrets that would be
    /// worth nothing afterwards are forgotten.
    /// </summary>
    public bool IsByHand { get; init; }

    /// <summary>Whether it comes along with something else: how it shows who it is stays then as it is.</summary>
    public bool IsImplied { get; init; }
}
