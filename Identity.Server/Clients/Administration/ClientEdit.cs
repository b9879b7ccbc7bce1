using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Administration;

/// <summary>What came of an administrator's change of a client.</summary>
internal abstract record ClientEdit
{
    /// <param name="Client">As it is now.</param>
    public sealed record Done(AdministeredClient Client) : ClientEdit
    {
        /// <summary>A secret that was made: nobody can read it again.</summary>
        public string? Secret { get; init; }

        public override string ToString() => nameof(Done);
    }

    public sealed record NoSuch : ClientEdit;

    /// <summary>It is another by now than the one that the change was thought up for.</summary>
    public sealed record Moved : ClientEdit;

    /// <param name="Why">A sentence for whoever asked.</param>
    public sealed record InTheWay(string Why) : ClientEdit;

    public sealed record Invalid(IReadOnlyList<DocumentProblem> Problems) : ClientEdit;
}
