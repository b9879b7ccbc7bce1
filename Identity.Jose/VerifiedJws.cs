namespace Identity.Jose;

/// <summary>A JWS whose signature a key of ours confirmed; it can be made in no other way.</summary>
public sealed record VerifiedJws
{
    internal VerifiedJws(JwsHeader header, ReadOnlyMemory<byte> payload, VerificationKey key) =>
        (Header, Payload, Key) = (header, payload, key);

    public JwsHeader Header { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The key that confirmed it.</summary>
    public VerificationKey Key { get; }
}
