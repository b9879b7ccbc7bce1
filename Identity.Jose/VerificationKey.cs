using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Identity.Jose.Keys;

namespace Identity.Jose;

/// <summary>A key to verify with, bound to one algorithm; safe to share between threads.</summary>
/// <remarks>RFC 8725 §3.1: the algorithm belongs to the key.</remarks>
public sealed class VerificationKey
{
    private readonly ISignatureKey _key;
    private readonly Jwk? _jwk;

    private VerificationKey(JwsAlgorithm algorithm, ISignatureKey key, string? keyId, Jwk? jwk)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        _key = key;
        _jwk = jwk is null ? null : jwk with { Use = "sig", Alg = algorithm.Name, Kid = keyId };
    }

    public string? KeyId { get; }

    public JwsAlgorithm Algorithm { get; }

    /// <exception cref="ArgumentException">The key cannot be used; the message says why.</exception>
    public static VerificationKey FromJwk(Jwk jwk, JwsAlgorithm? algorithm = null) =>
        TryFromJwk(jwk, algorithm, out var key, out var why) ? key : throw new ArgumentException(why, nameof(jwk));

    /// <summary>Takes a key from somebody else, who may have sent anything.</summary>
    /// <param name="jwk">A private part is not looked at.</param>
    /// <param name="algorithm">What the key is for when it does not say so itself; when it does, the two must agree.</param>
    /// <param name="why">The reason of a refusal, for logs.</param>
    public static bool TryFromJwk(
        Jwk jwk,
        JwsAlgorithm? algorithm,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(jwk);
        key = null;
        try
        {
            if (!JwkMaterial.TryAgree(jwk, algorithm, "verify", out var agreed, out why))
                return false;
            key = Import(jwk, agreed);
            return true;
        }
        catch (ArgumentException refusal)
        {
            why = refusal.Message;
        }
        catch (CryptographicException)
        {
            // The framework checks that a point is on its curve.
            why = "The numbers are not a key.";
        }
        return false;
    }

    /// <exception cref="ArgumentException">The secret is shorter than the hash, RFC 7518 §3.2, or the algorithm has none.</exception>
    public static VerificationKey FromSecret(JwsAlgorithm algorithm, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (!algorithm.IsSymmetric)
            throw new ArgumentException($"{algorithm.Name} has no shared secret.", nameof(algorithm));
        if (KeyStrength.WhyRefused(algorithm, secret) is { } why)
            throw new ArgumentException(why, nameof(secret));
        return new VerificationKey(algorithm, new HmacSecret(algorithm, secret), keyId, jwk: null);
    }

    /// <param name="signature">Exactly as long as the key makes them, else it is refused.</param>
    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        _key.Verify(signingInput, signature);

    /// <summary>The public key as JSON, with its <c>use</c>, <c>alg</c> and <c>kid</c>.</summary>
    /// <exception cref="InvalidOperationException">The key is a shared secret.</exception>
    public Jwk ToJwk() => _jwk ?? throw new InvalidOperationException("A shared secret has no public part.");

    public override string ToString() => $"{Algorithm.Name} {KeyId ?? "without kid"}";

    internal static VerificationKey ForRsa(JwsAlgorithm algorithm, RSAParameters key, string? keyId) =>
        new(algorithm, RsaKey.ForVerifying(algorithm, key), keyId, JwkMaterial.ToJwk(key));

    internal static VerificationKey ForEc(JwsAlgorithm algorithm, ECPoint point, string? keyId) =>
        new(algorithm, EcKey.ForVerifying(algorithm, point), keyId, JwkMaterial.ToJwk(algorithm.Curve!, point));

    private static VerificationKey Import(Jwk jwk, JwsAlgorithm algorithm)
    {
        if (algorithm.IsSymmetric)
            return FromSecret(algorithm, JwkMaterial.Secret(jwk), jwk.Kid);
        if (algorithm.KeyType is Kty.Rsa)
        {
            var parameters = JwkMaterial.RsaPublic(jwk);
            if (KeyStrength.WhyRefused(parameters) is { } why)
                throw new ArgumentException(why, nameof(jwk));
            return ForRsa(algorithm, parameters, jwk.Kid).Imported();
        }
        return ForEc(algorithm, JwkMaterial.EcPublic(jwk), jwk.Kid).Imported();
    }

    /// <summary>Imports now what would be imported at the first use, so that a bad key is refused here and not there.</summary>
    private VerificationKey Imported()
    {
        Span<byte> nothing = stackalloc byte[KeyStrength.MaximumSignatureLength];
        _ = Verify([], nothing[.._key.SignatureLength]);
        return this;
    }
}
