using Identity.Server.Database.Outboxes;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Delivery;

/// <summary>Sends the letters that are due: a few at a time, so that one that hangs holds up no other.</summary>
/// <remarks>
/// At least once. A letter that a mail server has acknowledged is sent again only if the process dies before that is
/// written down; its Message-ID and its link are then the same.
/// </remarks>
internal sealed partial class LetterDelivery(
    LetterQueue queue,
    LetterDesk desk,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<LetterDelivery> logger
) : IOutbox<ClaimedLetter, Handover>, IDelivery, IDisposable
{
    private readonly Carriers<ClaimedLetter, Handover> _carriers = new(clock);
    private int _serverFaults;
    private int _sent;

    /// <summary>How long a letter is ours alone: longer than handing it over can take.</summary>
    public TimeSpan Lease => options.Value.Timeout + TimeSpan.FromMinutes(1);

    /// <summary>Sends what is due, and waits until nothing is on its way any more.</summary>
    /// <returns>How many letters this node has sent meanwhile.</returns>
    public async Task<int> DeliverDueAsync(CancellationToken ct)
    {
        var before = Volatile.Read(ref _sent);
        await SendDueAsync(ct);
        await ArrivedAsync();
        return Volatile.Read(ref _sent) - before;
    }

    /// <summary>Sends what is due; the last of it may still be on its way when this returns.</summary>
    public async Task SendDueAsync(CancellationToken ct)
    {
        if (options.Value.Transport == MailTransport.None)
            return;
        var faults = Volatile.Read(ref _serverFaults);
        // A mail server that is away is asked a few times a round, and not once a letter.
        while (faults == Volatile.Read(ref _serverFaults) && await _carriers.SendNextAsync(this, ct)) { }
    }

    public Task ArrivedAsync() => _carriers.ArrivedAsync();

    public Task<ClaimedLetter?> ClaimAsync(CancellationToken ct) => queue.ClaimAsync(Lease, ct);

    public Task<Handover> SendAsync(ClaimedLetter claimed, CancellationToken ct) => desk.SendAsync(claimed.Letter, ct);

    public void NotRecorded(ClaimedLetter claimed, Handover handover, string reason) =>
        NotRecorded(claimed.Letter.Kind, claimed.Letter.Id, handover.GetType().Name, reason);

    public void Dispose() => _carriers.Dispose();

    public Handover? Judge(Exception fault, ClaimedLetter claimed)
    {
        NotWritten(fault, claimed.Letter.Kind, claimed.Letter.Id);
        return new Handover.Postponed($"Writing it failed: {fault.GetType().Name}.");
    }

    public async Task RecordAsync(ClaimedLetter claimed, Handover handover)
    {
        var letter = claimed.Letter;
        switch (handover)
        {
            case Handover.Done:
                await queue.MarkDeliveredAsync(claimed, CancellationToken.None);
                Interlocked.Increment(ref _sent);
                Delivered(letter.Kind, letter.Id, claimed.Attempt);
                break;
            case Handover.Refused refused:
                await GiveUpAsync(claimed, refused.Reason);
                break;
            case Handover.Postponed postponed:
                await PostponeAsync(claimed, postponed.Reason);
                break;
            case Handover.Away away:
                Interlocked.Increment(ref _serverFaults);
                await PostponeAsync(claimed, away.Reason);
                break;
        }
    }

    private async Task PostponeAsync(ClaimedLetter claimed, string reason)
    {
        var letter = claimed.Letter;
        if (BackOff.Next(claimed.Attempt, letter.CreatedAt, clock.GetUtcNow()) is not { } next)
        {
            await GiveUpAsync(claimed, reason);
            return;
        }
        await queue.MarkFailedAsync(claimed, reason, next, CancellationToken.None);
        Postponed(letter.Kind, letter.Id, claimed.Attempt, next, reason);
    }

    private async Task GiveUpAsync(ClaimedLetter claimed, string reason)
    {
        await queue.MarkFailedAsync(claimed, reason, nextAttempt: null, CancellationToken.None);
        GivenUp(claimed.Letter.Kind, claimed.Letter.Id, claimed.Attempt, reason);
    }

    [LoggerMessage(LogLevel.Information, "Letter {Kind} {Id} is done at attempt {Attempt}")]
    private partial void Delivered(string kind, Guid id, int attempt);

    [LoggerMessage(
        LogLevel.Warning,
        "Letter {Kind} {Id} was not taken at attempt {Attempt}; again at {Next:u}: {Reason}"
    )]
    private partial void Postponed(string kind, Guid id, int attempt, DateTimeOffset next, string reason);

    [LoggerMessage(LogLevel.Error, "Letter {Kind} {Id} is given up after attempt {Attempt}: {Reason}")]
    private partial void GivenUp(string kind, Guid id, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "Letter {Kind} {Id} could not be written")]
    private partial void NotWritten(Exception fault, string kind, Guid id);

    [LoggerMessage(
        LogLevel.Warning,
        "Letter {Kind} {Id} ended as {Handover}, which the database could not be told; it will be tried again: {Reason}"
    )]
    private partial void NotRecorded(string kind, Guid id, string handover, string reason);
}
