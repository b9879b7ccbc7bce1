using Identity.Server.Database.Documents;

namespace Identity.Server.Resources.Administration;

/// <summary>What came of an administrator's change of an API.</summary>
internal abstract record ApiEdit
{
    /// <param name="Api">As it is now; as it was, where it was deleted.</param>
    public sealed record Done(AdministeredApi Api) : ApiEdit
    {
        /// <summary>A secret that was made: nobody can read it again.</summary>
        public byte[]? Secret { get; init; }

        public override string ToString() => nameof(Done);
    }

    public sealed record NoSuch : ApiEdit;

    /// <summary>It is another by now than the one that the change was thought up for.</summary>
    public sealed record Moved : ApiEdit;

    /// <param name="Why">A sentence for whoever asked.</param>
    public sealed record InTheWay(string Why) : ApiEdit;

    public sealed record Invalid(IReadOnlyList<DocumentProblem> Problems) : ApiEdit;
}
