using System.Diagnostics.CodeAnalysis;
using Identity.Jose;

namespace Identity.Authentication.Provider;

/// <summary>A provider's public keys, each under the algorithms that it may be used with.</summary>
/// <remarks>RFC 8725 §3.1: whoever verifies says which algorithms there are, and looks for keys of no other.</remarks>
internal sealed class ProviderKeys
{
    private static readonly VerificationKeys None = new();

    private readonly Dictionary<JwsAlgorithm, VerificationKeys> _keys;
    private readonly HashSet<(string KeyId, JwsAlgorithm Algorithm)> _names;

    private ProviderKeys(IReadOnlyList<VerificationKey> keys)
    {
        _keys = keys.GroupBy(key => key.Algorithm)
            .ToDictionary(group => group.Key, group => new VerificationKeys(group));
        _names = [.. keys.Where(key => key.KeyId is not null).Select(key => (key.KeyId!, key.Algorithm))];
    }

    /// <param name="leftOut">Why the keys that cannot be used are left out, for the log.</param>
    /// <param name="why">Why there are no keys at all, for the log.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out ProviderKeys? keys,
        out IReadOnlyList<string> leftOut,
        [NotNullWhen(false)] out string? why
    )
    {
        keys = null;
        leftOut = [];
        if (!JwkSet.TryParse(utf8, out var set, out why))
            return false;

        var usable = new List<VerificationKey>();
        var reasons = new List<string>(set.Skipped);
        foreach (var jwk in set.Keys)
        {
            // Whoever reads a published secret could sign with it. Keys to encrypt with are none of our business.
            if (jwk is { Kty: "oct" } or { Use: "enc" })
                continue;
            Import(jwk, usable, reasons);
        }

        leftOut = reasons;
        if (usable.Count == 0)
        {
            why = "The provider's JWK set has no key to verify with.";
            return false;
        }
        keys = new ProviderKeys(usable);
        return true;
    }

    /// <summary>The keys of one algorithm; none where the provider has none.</summary>
    public VerificationKeys Of(JwsAlgorithm algorithm) => _keys.GetValueOrDefault(algorithm, None);

    /// <summary>Whether a key of this name and algorithm is among them; a header that names none fits any.</summary>
    public bool Know(string? keyId, JwsAlgorithm algorithm) =>
        keyId is null ? _keys.ContainsKey(algorithm) : _names.Contains((keyId, algorithm));

    private static void Import(Jwk jwk, List<VerificationKey> usable, List<string> reasons)
    {
        // RFC 7517 §4.4: a key need not name its algorithm; it is then good for each of its kind.
        var candidates = JwsAlgorithm.TryParse(jwk.Alg, out var named)
            ? [named]
            : JwsAlgorithm.All.Where(algorithm => jwk.Alg is null && algorithm.KeyType == jwk.Kty);
        var reason = jwk.Alg;
        var before = usable.Count;
        foreach (var algorithm in candidates)
        {
            if (VerificationKey.TryFromJwk(jwk, algorithm, out var key, out reason))
                usable.Add(key);
        }
        if (usable.Count == before)
            reasons.Add(reason ?? "The key is of no kind that signs.");
    }
}
