namespace Identity.Server.Mail.Transport;

/// <summary>Sends letters nowhere: into the mailbox, and in Development into the log with their link.</summary>
internal sealed partial class DevelopmentTransport(
    DevelopmentMailbox mailbox,
    TimeProvider clock,
    IHostEnvironment environment,
    ILogger<DevelopmentTransport> logger
) : IMailTransport
{
    public Task<Handover> SendAsync(OutgoingLetter letter, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var kept = new KeptLetter(
            letter.Id,
            letter.Kind,
            letter.To,
            letter.Subject,
            letter.Html,
            letter.Text,
            clock.GetUtcNow()
        );
        mailbox.Add(kept);
        if (environment.IsDevelopment())
            Wrote(letter.Kind, letter.To, letter.Subject, kept.Link ?? "no link");
        return Task.FromResult<Handover>(new Handover.Done());
    }

    [LoggerMessage(LogLevel.Information, "Letter {Kind} to {Recipient}, \"{Subject}\": {Link}")]
    private partial void Wrote(string kind, string recipient, string subject, string link);
}
