using Identity.Server.Database.Documents;

namespace Identity.Server.Resources.Declarations;

/// <summary>An API as it is to be, whether or not there is one.</summary>
/// <param name="Api">All about it but its secret.</param>
/// <param name="Secret">Null leaves the one that it has.</param>
/// <param name="At">Where a document says so.</param>
internal sealed record DeclaredApi(NewApi Api, GivenSecret? Secret = null, string At = "");
