namespace Identity.Server.Database.Documents;

/// <summary>A secret that a document names the place of, and never holds.</summary>
/// <param name="Place">Where it is, for a sentence.</param>
/// <param name="Value">What was found there; null where nothing was.</param>
/// <param name="Overlap">How long the secrets before it stay good beside it.</param>
internal sealed record GivenSecret(string Place, byte[]? Value, TimeSpan Overlap)
{
    public override string ToString() => Place;
}
