namespace Identity.Server.StoreTests.Hosting;

/// <summary>Clients that rotate their refresh tokens without a pause; one that gets no answer asks again with the last token it knows.</summary>
/// <param name="first">Each client's first token.</param>
/// <param name="rotate">Gives the next token, or null where there was no answer.</param>
internal sealed class RefreshLoad(IEnumerable<string> first, Func<string, Task<string?>> rotate)
{
    private int _rotations;
    private int _unanswered;
    private volatile bool _isOver;

    /// <summary>Every token that each client was given, the one it knows last at the end.</summary>
    public List<List<string>> Known { get; } = [.. first.Select(token => new List<string> { token })];

    public int Rotations => Volatile.Read(ref _rotations);

    public int Unanswered => Volatile.Read(ref _unanswered);

    public Task RunAsync() => Task.WhenAll(Known.Select(tokens => Task.Run(() => UseAsync(tokens))));

    /// <summary>Lets each client finish what it is at.</summary>
    public void Stop() => _isOver = true;

    private async Task UseAsync(List<string> tokens)
    {
        while (!_isOver)
        {
            if (await rotate(tokens[^1]) is { } next)
            {
                tokens.Add(next);
                Interlocked.Increment(ref _rotations);
            }
            else
            {
                Interlocked.Increment(ref _unanswered);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
