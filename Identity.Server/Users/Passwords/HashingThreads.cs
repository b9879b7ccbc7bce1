using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords;

/// <summary>A few threads of their own for password work, behind a queue that ends, so that a storm of sign-ins slows only itself.</summary>
/// <remarks>
/// A task scheduler, because tasks already know all the rest: who cancels while waiting leaves the queue at once, an exception
/// reaches the one who awaits, and a finished task lets go of its delegate and the password in it.
/// </remarks>
internal sealed class HashingThreads : TaskScheduler, IDisposable
{
    private const int WaitingPerThread = 32;

    private readonly object _gate = new();
    private readonly LinkedList<Task> _waiting = new();
    private readonly Thread[] _threads;
    private readonly int _capacity;
    private readonly TimeProvider _clock;
    private TimeSpan _typical;
    private bool _isClosed;

    public HashingThreads(IOptions<PasswordHashingOptions> options, TimeProvider clock)
    {
        var workers = options.Value.Workers is 0 ? Environment.ProcessorCount : options.Value.Workers;
        _capacity = options.Value.QueueLength is 0 ? workers * WaitingPerThread : options.Value.QueueLength;
        _clock = clock;

        // Until the first hash is timed: a quarter of a second at cost 12, on the processors of today.
        _typical = TimeSpan.FromMilliseconds(250 * Math.Pow(2, options.Value.Cost - 12));

        _threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(Work) { Name = $"password-hashing-{i + 1}", IsBackground = true };
            _threads[i].Start();
        }
    }

    public override int MaximumConcurrencyLevel => _threads.Length;

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>When the queue of this moment will have been worked off, in the whole seconds that <c>Retry-After</c> speaks.</summary>
    /// <remarks>RFC 9110 §10.2.3.</remarks>
    public TimeSpan RetryAfter
    {
        get
        {
            lock (_gate)
            {
                var left = _typical * (_waiting.Count + 1) / _threads.Length;
                return TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(left.TotalSeconds)));
            }
        }
    }

    /// <returns>False, and at once, when the queue is full or closing: nothing will have been done.</returns>
    public bool TryRun<T>(Func<T> work, CancellationToken ct, [NotNullWhen(true)] out Task<T>? result)
    {
        lock (_gate)
        {
            result = null;
            if (_isClosed || _waiting.Count >= _capacity)
                return false;

            result = new Task<T>(work, ct, TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                result.Start(this);
            }
            catch (InvalidOperationException) when (result.IsCanceled)
            {
                // The caller went away before the work could take a place; the cancelled task says so.
            }

            return true;
        }
    }

    /// <summary>Takes nothing more in, and returns when all that was accepted is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
            thread.Join();
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _waiting.AddLast(task);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The framework calls this for a task that is cancelled before its turn: its place is free again.</summary>
    protected override bool TryDequeue(Task task)
    {
        lock (_gate)
            return _waiting.Remove(task);
    }

    /// <summary>Never on the thread of the caller: the limit would be none.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _waiting];
    }

    private void Work()
    {
        Niceness.LowerForThisThread();
        while (TryTake(out var task))
        {
            var started = _clock.GetTimestamp();
            if (TryExecuteTask(task))
                Learn(_clock.GetElapsedTime(started));
        }
    }

    /// <summary>Waits for a task; false when closed and nothing is left.</summary>
    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);

            task = _waiting.First?.Value;
            if (task is null)
                return false;

            _waiting.RemoveFirst();
            return true;
        }
    }

    // A moving average in which the last eight or so hashes speak.
    private void Learn(TimeSpan taken)
    {
        lock (_gate)
            _typical += (taken - _typical) / 8;
    }
}
