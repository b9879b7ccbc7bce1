using System.Collections.Concurrent;
using Npgsql;

namespace Identity.Server.Database.Outboxes;

/// <summary>Carries what is due out of an outbox: a few at a time, so that one that hangs holds up no other.</summary>
internal sealed class Carriers<TItem, TOutcome>(TimeProvider clock) : IDisposable
    where TItem : class
    where TOutcome : class
{
    private const int AtOnce = 8;
    private const int Recordings = 7;

    // When the server is told to stop, what is on its way may arrive.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly SemaphoreSlim _claiming = new(1);
    private readonly ConcurrentDictionary<Task, TItem> _onTheirWay = new();

    /// <summary>Waits for what is on its way.</summary>
    public Task ArrivedAsync() => Task.WhenAll(_onTheirWay.Keys);

    /// <returns>Whether there was something due; it may still be on its way.</returns>
    public async Task<bool> SendNextAsync(IOutbox<TItem, TOutcome> outbox, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        // One claim after another: whoever finds nothing due can see all that is on its way.
        await _claiming.WaitAsync(CancellationToken.None);
        var isOnItsWay = false;
        try
        {
            if (await outbox.ClaimAsync(ct) is not { } claimed)
                return false;
            var carrying = CarryAsync(outbox, claimed, ct);
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

    public void Dispose()
    {
        _slots.Dispose();
        _claiming.Dispose();
    }

    private async Task ForgetAsync(Task carrying)
    {
        await carrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _onTheirWay.TryRemove(carrying, out _);
        _slots.Release();
    }

    private async Task CarryAsync(IOutbox<TItem, TOutcome> outbox, TItem item, CancellationToken ct)
    {
        await Task.Yield();
        using var grace = new CancellationTokenSource();
        await using var stopping = ct.UnsafeRegister(_ => grace.CancelAfter(Grace), state: null);
        var sending = outbox.SendAsync(item, grace.Token);
        // How it ended is looked at and not thrown: a bug in sending one is the failure of that one and of no other.
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var outcome = sending switch
        {
            { IsCanceled: true } => null,
            { Exception: { } fault } => Judge(outbox, fault.GetBaseException(), item),
            _ => await sending,
        };
        // Else the lease runs out, and somebody tries again.
        if (outcome is not null)
            await RecordAsync(outbox, item, outcome, ct);
    }

    private static TOutcome? Judge(IOutbox<TItem, TOutcome> outbox, Exception fault, TItem item) =>
        DatabaseFaults.IsAway(fault) ? null : outbox.Judge(fault, item);

    // The other side has it, or will not have it: that is worth some patience with the database.
    private async Task RecordAsync(IOutbox<TItem, TOutcome> outbox, TItem item, TOutcome outcome, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await outbox.RecordAsync(item, outcome);
                return;
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsAway(e))
            {
                if (attempt == Recordings || ct.IsCancellationRequested)
                {
                    outbox.NotRecorded(item, outcome, e.Message);
                    return;
                }
            }
            await Task.Delay(pause, clock, CancellationToken.None);
            pause *= 2;
        }
    }
}
