namespace Identity.Server.Mail.Transport;

/// <summary>A letter as development keeps it.</summary>
/// <param name="Id">That of the outbox.</param>
internal sealed record KeptLetter(
    Guid Id,
    string Kind,
    string To,
    string Subject,
    string Html,
    string Text,
    DateTimeOffset SentAt
)
{
    /// <summary>The first link of the letter, which in the text has a line of its own.</summary>
    public string? Link =>
        Text.Split('\n')
            .FirstOrDefault(line =>
                line.StartsWith("http://", StringComparison.Ordinal)
                || line.StartsWith("https://", StringComparison.Ordinal)
            );

    // The link is as good as a password.
    public override string ToString() => $"{Kind} to {To}";
}

/// <summary>The last letters of a server that has no mail server, for the developer to read in the browser and for tests.</summary>
internal sealed class DevelopmentMailbox(TimeProvider clock)
{
    private const int Capacity = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lock _lock = new();
    private readonly LinkedList<KeptLetter> _letters = new();
    private readonly List<Waiter> _waiters = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptLetter> Letters
    {
        get
        {
            lock (_lock)
                return [.. _letters];
        }
    }

    /// <returns>The newest that fits, or null.</returns>
    public KeptLetter? Find(Func<KeptLetter, bool> fits) => Letters.FirstOrDefault(fits);

    /// <summary>The newest that fits, as soon as there is one.</summary>
    /// <exception cref="TimeoutException">None came within twenty seconds.</exception>
    public async Task<KeptLetter> WaitAsync(Func<KeptLetter, bool> fits, CancellationToken ct)
    {
        var waiter = new Waiter(fits, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (_letters.FirstOrDefault(fits) is { } here)
                return here;
            _waiters.Add(waiter);
        }
        try
        {
            return await waiter.Found.Task.WaitAsync(Patience, clock, ct);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }

    public void Add(KeptLetter letter)
    {
        lock (_lock)
        {
            _letters.AddFirst(letter);
            if (_letters.Count > Capacity)
                _letters.RemoveLast();
            foreach (var waiter in _waiters.Where(waiter => waiter.Fits(letter)))
                waiter.Found.TrySetResult(letter);
        }
    }

    public void Clear()
    {
        lock (_lock)
            _letters.Clear();
    }

    private sealed record Waiter(Func<KeptLetter, bool> Fits, TaskCompletionSource<KeptLetter> Found);
}
