using System.Diagnostics.CodeAnalysis;

namespace Identity.Authentication.AccessTokens;

/// <summary>Remembers the newest things, and never more of them than it has room for, however many strangers bring.</summary>
/// <remarks>Two halves: when the new one is full, the old one is forgotten at once. What is asked for moves to the new half.</remarks>
internal sealed class BoundedMemory<TKey, TValue>(int room)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly int _half = Math.Max(1, room / 2);
    private Dictionary<TKey, TValue> _new = [];
    private Dictionary<TKey, TValue> _old = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _new.Count + _old.Count;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            if (_new.TryGetValue(key, out value))
                return true;
            if (!_old.Remove(key, out value))
                return false;
            Add(key, value);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            _old.Remove(key);
            Add(key, value);
        }
    }

    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _new.Remove(key);
            _old.Remove(key);
        }
    }

    private void Add(TKey key, TValue value)
    {
        if (_new.Count >= _half && !_new.ContainsKey(key))
            (_old, _new) = (_new, []);
        _new[key] = value;
    }
}
