namespace Identity.Server.Mail.Transport;

/// <summary>One letter to one mailbox, ready to leave.</summary>
/// <param name="Id">That of the outbox.</param>
/// <param name="MessageId">The same at every attempt, so that a mail server can tell that it has it already.</param>
internal sealed record OutgoingLetter(
    Guid Id,
    string MessageId,
    string Kind,
    string To,
    string Subject,
    string Html,
    string Text
)
{
    // The link is as good as a password.
    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>How handing over a letter went.</summary>
internal abstract record Handover
{
    private Handover() { }

    /// <summary>The mail server has acknowledged it; from here on it is its.</summary>
    internal sealed record Done : Handover;

    /// <summary>The mail server will never take a letter to this recipient.</summary>
    internal sealed record Refused(string Reason) : Handover;

    /// <summary>Not now, on account of this letter or its recipient.</summary>
    internal sealed record Postponed(string Reason) : Handover;

    /// <summary>Not now, and no other letter either: there is no mail server, or it does not take ours.</summary>
    internal sealed record Away(string Reason) : Handover;
}

/// <summary>Takes letters out of the server.</summary>
internal interface IMailTransport
{
    Task<Handover> SendAsync(OutgoingLetter letter, CancellationToken ct);
}
