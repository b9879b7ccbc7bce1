using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose;

namespace Identity.Server.Clients.KeySets;

/// <summary>The public keys of a client, ready for what they are used for.</summary>
internal sealed class ClientKeySet
{
    private readonly ConcurrentDictionary<JwsAlgorithm, VerificationKeys> _verifying = new();
    private readonly ConcurrentDictionary<JweAlgorithm, EncryptionKey?> _encrypting = new();
    private readonly JwkSet _set;

    public ClientKeySet(JwkSet set) => _set = set;

    /// <summary>The keys as they were published, whatever they are for.</summary>
    public IReadOnlyList<Jwk> Keys => _set.Keys;

    /// <summary>Reads what a client publishes.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out ClientKeySet? keys,
        [NotNullWhen(false)] out string? why
    )
    {
        keys = JwkSet.TryParse(body, out var set, out why) ? new ClientKeySet(set) : null;
        return keys is not null;
    }

    /// <summary>Reads what a client has registered.</summary>
    public static bool TryRead(
        JsonElement jwks,
        [NotNullWhen(true)] out ClientKeySet? keys,
        [NotNullWhen(false)] out string? why
    )
    {
        keys = JwkSet.TryRead(jwks, out var set, out why) ? new ClientKeySet(set) : null;
        return keys is not null;
    }

    public bool Names(string keyId) => Keys.Any(key => key.Kid == keyId);

    /// <summary>The keys that signatures of one algorithm are checked with: those that are for it, by their own word or for want of another.</summary>
    /// <remarks>Never a shared secret: what is published is known to everybody.</remarks>
    public VerificationKeys ForVerifying(JwsAlgorithm algorithm) => _verifying.GetOrAdd(algorithm, Import);

    /// <summary>The key that something for the client is encrypted with.</summary>
    /// <returns>Null where none of them is for the algorithm.</returns>
    public EncryptionKey? ForEncrypting(JweAlgorithm algorithm) => _encrypting.GetOrAdd(algorithm, Choose);

    private EncryptionKey? Choose(JweAlgorithm algorithm) =>
        EncryptionKey.TryChoose(_set, algorithm, out var key, out _) ? key : null;

    private VerificationKeys Import(JwsAlgorithm algorithm)
    {
        if (algorithm.IsSymmetric)
            return new VerificationKeys();
        var keys = new List<VerificationKey>();
        foreach (var jwk in Keys)
        {
            if (VerificationKey.TryFromJwk(jwk, algorithm, out var key, out _))
                keys.Add(key);
        }
        return new VerificationKeys(keys);
    }
}
