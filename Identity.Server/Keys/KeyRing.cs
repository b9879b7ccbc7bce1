using System.Collections.Frozen;
using Identity.Jose;

namespace Identity.Server.Keys;

/// <summary>Every signing key of the server as one value: who signs now, what is published, what still verifies.</summary>
internal sealed class KeyRing
{
    private readonly FrozenDictionary<JwsAlgorithm, RingKey[]> _byAlgorithm;
    private readonly FrozenSet<string> _ids;

    /// <param name="keys">In any order; a key's successor is the next generation of its algorithm.</param>
    public KeyRing(IReadOnlyCollection<RingKey> keys)
    {
        Keys = [.. keys.OrderBy(key => key.Key.Algorithm.Name, StringComparer.Ordinal).ThenBy(key => key.Generation)];
        _byAlgorithm = Keys.GroupBy(key => key.Key.Algorithm)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _ids = Keys.Select(key => key.Key.KeyId!).ToFrozenSet(StringComparer.Ordinal);
        Verification = new VerificationKeys(Keys.Select(key => key.Key.Verification));
    }

    public static KeyRing Empty { get; } = new([]);

    public IReadOnlyList<RingKey> Keys { get; }

    public IEnumerable<JwsAlgorithm> Algorithms => _byAlgorithm.Keys;

    /// <summary>Verifies what any published key has signed.</summary>
    public VerificationKeys Verification { get; }

    /// <summary>The public halves.</summary>
    public IEnumerable<Jwk> Published => Keys.Select(key => key.Key.Verification.ToJwk());

    public bool Knows(string keyId) => _ids.Contains(keyId);

    /// <summary>The key that signs with this algorithm now.</summary>
    public SigningKey Active(JwsAlgorithm algorithm, DateTimeOffset now)
    {
        var keys = _byAlgorithm.GetValueOrDefault(algorithm, []);
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            if (keys[i].ActiveAt <= now)
                return keys[i].Key;
        }
        // The first of all was made by another node a moment ago, whose clock is ahead of ours: it signs there already.
        return keys is [var first, ..]
            ? first.Key
            : throw new InvalidOperationException($"There is no active signing key for {algorithm.Name}.");
    }
}
