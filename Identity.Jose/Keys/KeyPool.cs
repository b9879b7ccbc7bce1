using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>Lends out imported copies of one key, because an RSA or ECDsa instance may serve only one thread at a time.</summary>
/// <remarks>A copy is imported when all are out, then kept: a busy server settles at one copy a core and imports no more.</remarks>
internal sealed class KeyPool<TKey>(Func<TKey> import) : IDisposable
    where TKey : AsymmetricAlgorithm
{
    private readonly ConcurrentQueue<TKey> _idle = new();
    private readonly int _kept = Environment.ProcessorCount * 2;
    private TKey? _first;
    private volatile bool _disposed;

    /// <summary>Imports now what would be imported at the first use, so that a bad key is refused here and not there.</summary>
    public void Prove() => Return(Rent());

    public TKey Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.Exchange(ref _first, null) is { } first)
            return first;
        return _idle.TryDequeue(out var key) ? key : import();
    }

    public void Return(TKey key)
    {
        if (!_disposed && Interlocked.CompareExchange(ref _first, key, null) is null)
            return;
        if (!_disposed && _idle.Count < _kept)
            _idle.Enqueue(key);
        else
            key.Dispose();
    }

    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _first, null)?.Dispose();
        while (_idle.TryDequeue(out var key))
            key.Dispose();
    }
}
