namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>What of a description is refused.</summary>
/// <remarks>RFC 7591 §3.2.2.</remarks>
internal enum DescriptionFault
{
    RedirectUri,
    Metadata,
    SoftwareStatement,

    /// <summary>A statement of somebody whose statements are not believed here.</summary>
    UnknownIssuer,
}

/// <summary>A client as it describes itself, read.</summary>
internal abstract record ClientDescription
{
    /// <param name="Client">What it may be of what it asked for, with what the specifications have for what it did not say.</param>
    public sealed record Read(NewClient Client) : ClientDescription;

    /// <param name="Why">A sentence for its developer.</param>
    public sealed record Refused(DescriptionFault Fault, string Why) : ClientDescription;
}
