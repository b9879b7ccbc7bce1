using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Declarations;

/// <summary>A client as it is to be, whether or not there is one.</summary>
/// <param name="Client">All about it but its secret.</param>
/// <param name="IsDisabled">Null leaves it as it is.</param>
/// <param name="Secret">Null leaves the one that it has.</param>
/// <param name="At">Where a document says so.</param>
internal sealed record DeclaredClient(NewClient Client, bool? IsDisabled, GivenSecret? Secret = null, string At = "");
