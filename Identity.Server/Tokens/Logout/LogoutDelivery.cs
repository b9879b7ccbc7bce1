using System.Collections.Concurrent;
using Identity.Server.Database.Outboxes;
using Identity.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tokens.Logout;

/// <summary>Tells clients of the sessions that have ended.</summary>
/// <remarks>
/// OpenID Connect Back-Channel Logout §2.5. At least once: a client that has heard is told again only if the process dies
/// before that is written down, with a token of the same jti.
/// </remarks>
internal sealed partial class LogoutDelivery(
    LogoutNotices notices,
    LogoutMessage message,
    IOptions<FetchOptions> options,
    TimeProvider clock,
    ILogger<LogoutDelivery> logger
) : IOutbox<LogoutNotice, Hearing>, IDelivery, IDisposable
{
    /// <summary>How much a client is sent at a time: one that hangs has a part of us, and no more.</summary>
    private const int AtOnce = 2;

    // An app that restarts hears within minutes; one that is away for longer than this has forgotten who was signed in.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
    ];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Carriers<LogoutNotice, Hearing> _carriers = new(clock);
    private readonly ConcurrentDictionary<string, int> _beingTold = new(StringComparer.Ordinal);
    private volatile bool _hasPassedOver;
    private int _heard;

    /// <summary>How long a notice is ours alone: longer than telling can take.</summary>
    public TimeSpan Lease => options.Value.Timeout + TimeSpan.FromMinutes(1);

    /// <summary>Tells what is due, and waits until nothing is on its way any more.</summary>
    /// <returns>How many notices this node has delivered meanwhile.</returns>
    public async Task<int> DeliverDueAsync(CancellationToken ct)
    {
        var before = Volatile.Read(ref _heard);
        await SendDueAsync(ct);
        await ArrivedAsync();
        return Volatile.Read(ref _heard) - before;
    }

    public async Task SendDueAsync(CancellationToken ct)
    {
        while (true)
        {
            while (await _carriers.SendNextAsync(this, ct)) { }
            if (!_hasPassedOver)
                return;
            // There may be more for those who were busy, and meanwhile for others.
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    public Task ArrivedAsync() => _carriers.ArrivedAsync();

    public async Task<LogoutNotice?> ClaimAsync(CancellationToken ct)
    {
        var busy = Busy();
        var claimed = await notices.ClaimAsync(Lease, busy, ct);
        _hasPassedOver = busy.Length > 0;
        if (claimed is not null)
            _beingTold.AddOrUpdate(claimed.ClientId, 1, static (_, count) => count + 1);
        return claimed;
    }

    public async Task<Hearing> SendAsync(LogoutNotice notice, CancellationToken ct)
    {
        try
        {
            return await message.SendAsync(notice, ct);
        }
        finally
        {
            _beingTold.AddOrUpdate(notice.ClientId, 0, static (_, count) => count - 1);
            _beingTold.TryRemove(KeyValuePair.Create(notice.ClientId, 0));
        }
    }

    public Hearing? Judge(Exception fault, LogoutNotice notice)
    {
        NotSent(fault, notice.Id, notice.ClientId);
        return new Hearing.Postponed($"Sending it failed: {fault.GetType().Name}.");
    }

    public async Task RecordAsync(LogoutNotice notice, Hearing hearing)
    {
        switch (hearing)
        {
            case Hearing.Done:
                await notices.MarkDeliveredAsync(notice, CancellationToken.None);
                Interlocked.Increment(ref _heard);
                Delivered(notice.Id, notice.ClientId, notice.Attempt);
                break;
            case Hearing.Postponed postponed when notice.Attempt <= Waits.Length:
                var next = clock.GetUtcNow() + Waits[notice.Attempt - 1];
                await notices.MarkFailedAsync(notice, postponed.Reason, next, CancellationToken.None);
                Postponed(notice.Id, notice.ClientId, notice.Attempt, next, postponed.Reason);
                break;
            default:
                await notices.MarkFailedAsync(notice, hearing.Why, nextAttempt: null, CancellationToken.None);
                GivenUp(notice.Id, notice.ClientId, notice.Attempt, hearing.Why);
                break;
        }
    }

    public void NotRecorded(LogoutNotice notice, Hearing hearing, string reason) =>
        NotRecorded(notice.Id, notice.ClientId, hearing.GetType().Name, reason);

    public void Dispose() => _carriers.Dispose();

    private string[] Busy() => [.. _beingTold.Where(client => client.Value >= AtOnce).Select(client => client.Key)];

    [LoggerMessage(LogLevel.Information, "Logout notice {Id} to {Client} is delivered at attempt {Attempt}")]
    private partial void Delivered(Guid id, string client, int attempt);

    [LoggerMessage(
        LogLevel.Warning,
        "Logout notice {Id} to {Client} was not taken at attempt {Attempt}; again at {Next:u}: {Reason}"
    )]
    private partial void Postponed(Guid id, string client, int attempt, DateTimeOffset next, string reason);

    [LoggerMessage(LogLevel.Error, "Logout notice {Id} to {Client} is given up after attempt {Attempt}: {Reason}")]
    private partial void GivenUp(Guid id, string client, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "Logout notice {Id} to {Client} could not be sent")]
    private partial void NotSent(Exception fault, Guid id, string client);

    [LoggerMessage(
        LogLevel.Warning,
        "Logout notice {Id} to {Client} ended as {Hearing}, which the database could not be told; it will be sent again: {Reason}"
    )]
    private partial void NotRecorded(Guid id, string client, string hearing, string reason);
}
