namespace Identity.Jose;

/// <summary>The keys that a token may have been signed with, chosen by whoever verifies and never by the token.</summary>
/// <remarks>RFC 7515 §4.1.4: <c>kid</c> is a hint among these keys, and nothing more.</remarks>
public sealed class VerificationKeys
{
    /// <summary>How many keys a token is tried against, so that one token is not the work of a hundred.</summary>
    private const int MaximumTries = 4;

    private readonly VerificationKey[] _keys;

    public VerificationKeys(IEnumerable<VerificationKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = [.. keys];
    }

    public VerificationKeys(params ReadOnlySpan<VerificationKey> keys) => _keys = keys.ToArray();

    public int Count => _keys.Length;

    /// <summary>Finds the key that made the signature.</summary>
    /// <remarks>
    /// A key is tried when its algorithm is the header's and its name is not another: a header without <c>kid</c> fits every
    /// key, and a key without one fits every header.
    /// </remarks>
    internal VerificationKey? FindSigner(JwsHeader header, ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        var tries = 0;
        foreach (var key in _keys)
        {
            if (!MayHaveSigned(key, header))
                continue;
            if (key.Verify(input, signature))
                return key;
            if (++tries == MaximumTries)
                return null;
        }
        return null;
    }

    private static bool MayHaveSigned(VerificationKey key, JwsHeader header) =>
        key.Algorithm == header.Algorithm
        && (
            key.KeyId is null
            || header.KeyId is null
            || string.Equals(key.KeyId, header.KeyId, StringComparison.Ordinal)
        );
}
