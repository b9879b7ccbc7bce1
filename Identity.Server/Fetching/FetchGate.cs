namespace Identity.Server.Fetching;

/// <summary>Counts the fetches under way, so that slow hosts tie up a few of them and never the server.</summary>
internal sealed class FetchGate
{
    public const int MaximumPerHost = 4;
    public const int MaximumInAll = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private int _all;

    /// <returns>Null, and at once, where there are too many; otherwise a place, to be disposed of.</returns>
    public IDisposable? TryEnter(string host)
    {
        var name = host.TrimEnd('.');
        lock (_gate)
        {
            var there = _hosts.GetValueOrDefault(name);
            if (there == MaximumPerHost || _all == MaximumInAll)
                return null;
            _hosts[name] = there + 1;
            _all++;
        }
        return new Place(this, name);
    }

    private void Leave(string name)
    {
        lock (_gate)
        {
            _all--;
            // Names come from strangers: one that is not in use is forgotten.
            if (--_hosts[name] == 0)
                _hosts.Remove(name);
        }
    }

    private sealed class Place(FetchGate gate, string name) : IDisposable
    {
        private bool _isLeft;

        public void Dispose()
        {
            if (!_isLeft)
                gate.Leave(name);
            _isLeft = true;
        }
    }
}
