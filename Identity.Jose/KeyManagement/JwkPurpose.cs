using System.Diagnostics.CodeAnalysis;
using Identity.Jose.Keys;

namespace Identity.Jose.KeyManagement;

/// <summary>The one thing that a JWK for encryption is for; a shared secret for <c>dir</c> has its <c>enc</c> as well.</summary>
/// <remarks>RFC 8725 §3.1: it is the key that says so, or its owner, and never a token.</remarks>
internal sealed record JwkPurpose(JweAlgorithm Algorithm, JweEncryption? ContentEncryption)
{
    /// <param name="wanted">What the key is for when it does not say so itself; when it does, the two must agree.</param>
    /// <param name="decrypts">Whether the private half is meant.</param>
    public static bool TryFind(
        Jwk jwk,
        JweAlgorithm? wanted,
        bool decrypts,
        [NotNullWhen(true)] out JwkPurpose? purpose,
        [NotNullWhen(false)] out string? why
    )
    {
        purpose = null;

        // RFC 7520 §5.6: a secret whose alg is a content encryption is the key of that.
        var algorithm = JweEncryption.TryParse(jwk.Alg, out var encryption) ? JweAlgorithm.Dir : wanted;
        if (encryption is null && jwk.Alg is not null && !JweAlgorithm.TryParse(jwk.Alg, out algorithm))
            why = "The alg of the key is not ours.";
        else if (algorithm is null)
            why = "The key does not say which alg it is for.";
        else if (wanted is not null && algorithm != wanted)
            why = "The alg of the key is not the one wanted.";
        else if (algorithm == JweAlgorithm.Dir && encryption is null)
            why = "The key does not say which enc it is for.";
        else
            why = WhyUnfit(jwk, algorithm, decrypts);

        if (why is not null)
            return false;
        purpose = new JwkPurpose(algorithm!, encryption);
        return true;
    }

    /// <remarks>RFC 7517 §4.2 and RFC 7517 §4.3: a key for another use is no key for encryption.</remarks>
    private static string? WhyUnfit(Jwk jwk, JweAlgorithm algorithm, bool decrypts)
    {
        if (!string.Equals(algorithm.KeyType, jwk.Kty, StringComparison.Ordinal))
            return "The kty of the key does not fit its alg.";
        if (jwk.Use is not (null or "enc"))
            return "The use of the key is not enc.";
        if (jwk.KeyOps is not { } operations)
            return null;

        // What browsers write for a public key of an agreement: all that is derived, the private half derives.
        if (algorithm.KeyType is Kty.Ec && !decrypts && operations.Count == 0)
            return null;
        return operations.Intersect(Operations(algorithm, decrypts), StringComparer.Ordinal).Any()
            ? null
            : $"The key_ops leave out what {algorithm.Name} does.";
    }

    private static string[] Operations(JweAlgorithm algorithm, bool decrypts) =>
        (algorithm.KeyType, algorithm.IsDirect, decrypts) switch
        {
            (Kty.Ec, _, _) => ["deriveKey", "deriveBits"],
            (Kty.Rsa, _, false) => ["wrapKey", "encrypt"],
            (Kty.Rsa, _, true) => ["unwrapKey", "decrypt"],
            (_, true, false) => ["encrypt"],
            (_, true, true) => ["decrypt"],
            (_, false, false) => ["wrapKey"],
            (_, false, true) => ["unwrapKey"],
        };
}
