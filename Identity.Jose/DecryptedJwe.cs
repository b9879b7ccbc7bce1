namespace Identity.Jose;

/// <summary>A JWE that a key of ours decrypted; it can be made in no other way.</summary>
/// <remarks>Whoever has a public key can encrypt to it: who wrote the content, only a signature inside it can say.</remarks>
public sealed record DecryptedJwe
{
    internal DecryptedJwe(JweHeader header, ReadOnlyMemory<byte> plaintext, DecryptionKey key) =>
        (Header, Plaintext, Key) = (header, plaintext, key);

    public JweHeader Header { get; }

    public ReadOnlyMemory<byte> Plaintext { get; }

    /// <summary>The key that decrypted it.</summary>
    public DecryptionKey Key { get; }

    /// <summary>Says which key it was for and never what is in it.</summary>
    public override string ToString() => $"Decrypted by {Key}";
}
