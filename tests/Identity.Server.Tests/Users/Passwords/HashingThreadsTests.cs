using Identity.Server.Users.Passwords;
using Identity.Tests;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class HashingThreadsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_on_a_thread_of_its_own()
    {
        using var room = new PasswordRoom();

        Assert.True(room.Threads.TryRun(() => Thread.CurrentThread, Ct, out var thread));

        Assert.Equal("password-hashing-1", (await thread).Name);
        Assert.False((await thread).IsThreadPoolThread);
    }

    [Fact]
    public async Task As_many_run_at_once_as_there_are_threads()
    {
        using var threads = new HashingThreads(
            Options.Create(new PasswordHashingOptions { Workers = 3 }),
            TimeProvider.System
        );
        using var meeting = new Barrier(3);

        // Each waits for the other two: with fewer threads nobody would arrive.
        var all = Enumerable
            .Range(0, 3)
            .Select(_ => Run(threads, () => meeting.SignalAndWait(TimeSpan.FromMinutes(1), Ct)));

        Assert.All(await Task.WhenAll(all), Assert.True);
    }

    [Fact]
    public async Task An_exception_reaches_the_one_who_waits_and_the_thread_goes_on()
    {
        using var room = new PasswordRoom();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() =>
            Run(room.Threads, bool () => throw new InvalidTimeZoneException())
        );
        Assert.True(await Run(room.Threads, () => true));
    }

    [Fact]
    public async Task The_stop_waits_for_what_was_accepted()
    {
        using var room = new PasswordRoom();
        using var gate = await room.OccupyAsync();
        var accepted = Enumerable
            .Range(0, PasswordRoom.QueueLength)
            .Select(_ => Run(room.Threads, () => true))
            .ToList();

        var stop = Task.Run(room.Threads.Dispose, Ct);
        Assert.False(stop.IsCompleted);
        gate.Open();
        await stop;

        Assert.All(accepted, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.False(room.Threads.TryRun(() => true, Ct, out _));
    }

    [Fact]
    public async Task Who_had_already_gone_takes_no_place()
    {
        using var room = new PasswordRoom();
        using var gate = await room.OccupyAsync();

        Assert.True(room.Threads.TryRun(() => true, new CancellationToken(canceled: true), out var task));

        Assert.True(task.IsCanceled);
        Assert.Equal(0, room.Threads.Waiting);
    }

    [Fact]
    public async Task First_come_is_first_served()
    {
        using var room = new PasswordRoom();
        using var gate = await room.OccupyAsync();
        var order = new List<int>();
        var all = Enumerable
            .Range(0, PasswordRoom.QueueLength)
            .Select(i => Run(room.Threads, () => Append(order, i)))
            .ToList();

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([0, 1], order);
    }

    [Fact, Spec("RFC 9110 §10.2.3")]
    public async Task The_time_to_come_back_follows_the_queue_and_how_long_a_hash_takes()
    {
        var clock = new StoppedClock();
        using var room = new PasswordRoom(clock);
        Assert.Equal(TimeSpan.FromSeconds(1), room.Threads.RetryAfter);

        // One piece of work of 80 seconds counts for an eighth; the second shows that the first has been counted.
        using (await room.OccupyAsync(() => clock.Advance(TimeSpan.FromSeconds(80)))) { }
        using var gate = await room.OccupyAsync();

        Assert.Equal(TimeSpan.FromSeconds(11), room.Threads.RetryAfter);
        _ = Run(room.Threads, () => true);
        Assert.Equal(TimeSpan.FromSeconds(21), room.Threads.RetryAfter);
    }

    private static bool Append(List<int> order, int item)
    {
        order.Add(item);
        return true;
    }

    private static Task<T> Run<T>(HashingThreads threads, Func<T> work) =>
        threads.TryRun(work, Ct, out var task) ? task : throw new InvalidOperationException("The queue is full.");

    /// <summary>A clock that goes when it is told to.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
