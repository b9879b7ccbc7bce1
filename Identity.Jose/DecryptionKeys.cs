namespace Identity.Jose;

/// <summary>The keys that a token may have been encrypted to, chosen by whoever decrypts and never by the token.</summary>
/// <remarks>RFC 7516 §4.1.6: <c>kid</c> is a hint among these keys, and nothing more.</remarks>
public sealed class DecryptionKeys
{
    /// <summary>How many keys a token is tried with, so that one token is not the work of a hundred.</summary>
    private const int MaximumTries = 4;

    private readonly DecryptionKey[] _keys;

    public DecryptionKeys(IEnumerable<DecryptionKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = [.. keys];
    }

    public DecryptionKeys(params ReadOnlySpan<DecryptionKey> keys) => _keys = keys.ToArray();

    public int Count => _keys.Length;

    /// <summary>The keys that the token may be for, in their order.</summary>
    /// <remarks>
    /// A key is tried when its algorithm is the header's and its name is not another: a header without <c>kid</c> fits every
    /// key, and a key without one fits every header.
    /// </remarks>
    internal IEnumerable<DecryptionKey> For(JweHeader header) =>
        _keys.Where(key => MayDecrypt(key.Encryption, header)).Take(MaximumTries);

    private static bool MayDecrypt(EncryptionKey key, JweHeader header) =>
        key.Algorithm == header.Algorithm
        && (key.ContentEncryption is null || key.ContentEncryption == header.Encryption)
        && (
            key.KeyId is null
            || header.KeyId is null
            || string.Equals(key.KeyId, header.KeyId, StringComparison.Ordinal)
        );
}
