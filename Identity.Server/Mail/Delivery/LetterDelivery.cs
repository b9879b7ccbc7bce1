using System.Collections.Concurrent;
using Identity.Server.Database;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Options;
using Npgsql;

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
) : IDisposable
{
    private const int AtOnce = 8;
    private const int Recordings = 7;

    // When the server is told to stop, what is on its way may arrive.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly SemaphoreSlim _claiming = new(1);
    private readonly ConcurrentDictionary<Task, ClaimedLetter> _onTheirWay = new();
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
        while (faults == Volatile.Read(ref _serverFaults) && await SendNextAsync(ct)) { }
    }

    /// <summary>Waits for what is on its way.</summary>
    public Task ArrivedAsync() => Task.WhenAll(_onTheirWay.Keys);

    public void Dispose()
    {
        _slots.Dispose();
        _claiming.Dispose();
    }

    private async Task<bool> SendNextAsync(CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        // One claim after another: whoever finds nothing due can see all that is on its way.
        await _claiming.WaitAsync(CancellationToken.None);
        var isOnItsWay = false;
        try
        {
            if (await queue.ClaimAsync(Lease, ct) is not { } claimed)
                return false;
            var carrying = CarryAsync(claimed, ct);
            isOnItsWay = _onTheirWay.TryAdd(carrying, claimed);
            _ = ForgetAsync(carrying);
            return true;
        }
        finally
        {
            _claiming.Release();
            if (!isOnItsWay)
                _slots.Release();
        }
    }

    private async Task ForgetAsync(Task carrying)
    {
        await carrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _onTheirWay.TryRemove(carrying, out _);
        _slots.Release();
    }

    private async Task CarryAsync(ClaimedLetter claimed, CancellationToken ct)
    {
        await Task.Yield();
        using var grace = new CancellationTokenSource();
        await using var stopping = ct.UnsafeRegister(_ => grace.CancelAfter(Grace), state: null);
        var sending = desk.SendAsync(claimed.Letter, grace.Token);
        // How it ended is looked at and not thrown: a bug in one writer is the failure of its letters and of no others.
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var handover = sending switch
        {
            { IsCanceled: true } => null,
            { Exception: { } fault } => Judge(fault.GetBaseException(), claimed),
            _ => await sending,
        };
        // Else the lease runs out, and somebody tries again.
        if (handover is not null)
            await RecordAsync(claimed, handover, ct);
    }

    private Handover.Postponed? Judge(Exception fault, ClaimedLetter claimed)
    {
        if (DatabaseFaults.IsAway(fault))
            return null;
        NotWritten(fault, claimed.Letter.Kind, claimed.Letter.Id);
        return new Handover.Postponed($"Writing it failed: {fault.GetType().Name}.");
    }

    // The mail server has the letter, or will not have it: that is worth some patience with the database.
    private async Task RecordAsync(ClaimedLetter claimed, Handover handover, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await MarkAsync(claimed, handover);
                return;
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsAway(e))
            {
                if (attempt == Recordings || ct.IsCancellationRequested)
                {
                    NotRecorded(claimed.Letter.Kind, claimed.Letter.Id, handover.GetType().Name, e.Message);
                    return;
                }
            }
            await Task.Delay(pause, clock, CancellationToken.None);
            pause *= 2;
        }
    }

    private async Task MarkAsync(ClaimedLetter claimed, Handover handover)
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
