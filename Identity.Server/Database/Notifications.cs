using System.Collections.Concurrent;
using Identity.Server.Database.Connections;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Tells rooms that something they keep in memory has changed in the database, on whichever node it was changed.</summary>
/// <remarks>
/// One connection listens for every channel. While it is away <see cref="IsLive"/> is false, and when it returns every
/// subscriber is called once, since what happened in between was not heard. Where nothing can be heard at all, through a
/// pooler that shares sessions, it stays false, and every subscriber is called every two seconds.
/// </remarks>
internal sealed partial class Notifications(
    NpgsqlDataSource database,
    DirectDatabase direct,
    DatabaseClock itsClock,
    TimeProvider clock,
    ILogger<Notifications> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, Subscription[]> _subscriptions = new(StringComparer.Ordinal);
    private volatile bool _isLive;
    private string? _deafBecause;

    /// <summary>True while what the subscribers hold in memory is what the database holds, give or take a moment.</summary>
    public bool IsLive => _isLive;

    /// <param name="channel">The channel that a trigger of the room's table notifies.</param>
    /// <param name="reload">Reads everything again: after each reconnection, and after each notification unless there is <paramref name="heard"/>.</param>
    /// <param name="heard">Takes one notification's payload where that alone says what has changed.</param>
    /// <remarks>Several of one channel are called one after the other, in the order in which they came.</remarks>
    public void Subscribe(string channel, Func<CancellationToken, Task> reload, Action<string>? heard = null)
    {
        var added = new Subscription(reload, heard);
        _subscriptions.AddOrUpdate(channel, [added], (_, others) => [.. others, added]);
    }

    /// <summary>Tells every node that listens, this one as well.</summary>
    public async Task SendAsync(string channel, string payload, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.AddWithValue(channel);
        command.Parameters.AddWithValue(payload);
        await command.ExecuteNonQueryAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = TimeSpan.FromMilliseconds(100), stoppingToken);
            }
            catch (NpgsqlException e)
            {
                Lose(e);
            }
            // As EF Core wraps what may pass by itself.
            catch (InvalidOperationException e) when (DatabaseFaults.IsAway(e))
            {
                Lose(e);
            }
            finally
            {
                _isLive = false;
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // What broke this connection broke the idle ones as well: nobody's request should find that out.
    private void Lose(Exception e)
    {
        if (_isLive)
            Lost(e.Message);
        database.Clear();
        if (direct.Source != database)
            direct.Source.Clear();
    }

    private async Task ListenAsync(Action connected, CancellationToken ct)
    {
        var deafBecause = await direct.WhyNotAsync(ct);
        if (deafBecause is not null)
        {
            if (deafBecause != _deafBecause)
                Deaf(deafBecause);
            _deafBecause = deafBecause;
            await ReloadAllAsync(ct);
            await using var pooled = await database.OpenConnectionAsync(ct);
            await itsClock.MeasureAsync(pooled, ct);
            return;
        }

        _deafBecause = null;
        await using var connection = await direct.Source.OpenConnectionAsync(ct);
        var heard = new ConcurrentQueue<NpgsqlNotificationEventArgs>();
        connection.Notification += (_, e) => heard.Enqueue(e);

        foreach (var channel in _subscriptions.Keys)
        {
            await using var listen = new NpgsqlCommand($"LISTEN {channel}", connection);
            await listen.ExecuteNonQueryAsync(ct);
        }
        await ReloadAllAsync(ct);
        await itsClock.MeasureAsync(connection, ct);
        connected();
        Listening(_subscriptions.Count);
        _isLive = true;

        var asked = clock.GetTimestamp();
        while (true)
        {
            // A silent network break is noticed by asking now and then.
            if (!await connection.WaitAsync(Silence, ct) || clock.GetElapsedTime(asked) > Silence)
            {
                await itsClock.MeasureAsync(connection, ct);
                asked = clock.GetTimestamp();
            }
            await TellAsync(heard, ct);
        }
    }

    private async Task TellAsync(ConcurrentQueue<NpgsqlNotificationEventArgs> heard, CancellationToken ct)
    {
        var reloads = new OrderedDictionary<Subscription, bool>();
        while (heard.TryDequeue(out var notification))
        {
            foreach (var subscription in _subscriptions[notification.Channel])
            {
                if (subscription.Heard is { } tell)
                    tell(notification.Payload);
                else
                    reloads[subscription] = true;
            }
        }
        foreach (var subscription in reloads.Keys)
            await ReloadAsync(subscription, ct);
    }

    private async Task ReloadAllAsync(CancellationToken ct)
    {
        foreach (var subscription in _subscriptions.Values.SelectMany(all => all))
            await ReloadAsync(subscription, ct);
    }

    // A row that makes no sense is no reason to stop hearing of the others, or to stop at all: what was known stays known.
    private async Task ReloadAsync(Subscription subscription, CancellationToken ct)
    {
        try
        {
            await subscription.Reload(ct);
        }
        catch (InvalidOperationException e) when (!DatabaseFaults.IsAway(e))
        {
            Unreadable(e.Message);
        }
    }

    private sealed record Subscription(Func<CancellationToken, Task> Reload, Action<string>? Heard);

    [LoggerMessage(LogLevel.Information, "Listening for changes on {Count} channels")]
    private partial void Listening(int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Changes cannot be heard of, and are looked for every two seconds; revocation is asked for at each request. {Reason}"
    )]
    private partial void Deaf(string reason);

    [LoggerMessage(LogLevel.Warning, "The database is away; memory may be behind until it returns: {Reason}")]
    private partial void Lost(string reason);

    [LoggerMessage(LogLevel.Error, "Something in the database cannot be read, and memory stays as it was: {Reason}")]
    private partial void Unreadable(string reason);
}
