using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose.KeyManagement;
using Identity.Jose.Keys;

namespace Identity.Jose;

/// <summary>A recipient's key to encrypt with, bound to one algorithm; safe to share between threads.</summary>
/// <remarks>RFC 8725 §3.1: the algorithm belongs to the key.</remarks>
public sealed class EncryptionKey
{
    private readonly IKeyManagement _key;
    private readonly Jwk? _jwk;

    private EncryptionKey(JwkPurpose purpose, IKeyManagement key, string? keyId, Jwk? jwk)
    {
        Algorithm = purpose.Algorithm;
        ContentEncryption = purpose.ContentEncryption;
        KeyId = keyId;
        _key = key;
        _jwk = jwk is null ? null : jwk with { Use = "enc", Alg = Algorithm.Name, Kid = keyId };
    }

    public string? KeyId { get; }

    public JweAlgorithm Algorithm { get; }

    /// <summary>The one <c>enc</c> that a secret for <c>dir</c> is a key of; null for every other key, which takes any.</summary>
    public JweEncryption? ContentEncryption { get; }

    /// <exception cref="ArgumentException">The key cannot be used; the message says why.</exception>
    public static EncryptionKey FromJwk(Jwk jwk, JweAlgorithm? algorithm = null) =>
        TryFromJwk(jwk, algorithm, out var key, out var why) ? key : throw new ArgumentException(why, nameof(jwk));

    /// <summary>Takes a key from somebody else, who may have sent anything.</summary>
    /// <param name="jwk">A private part is not looked at.</param>
    /// <param name="algorithm">What the key is for when it does not say so itself; when it does, the two must agree.</param>
    /// <param name="why">The reason of a refusal, for logs.</param>
    public static bool TryFromJwk(
        Jwk jwk,
        JweAlgorithm? algorithm,
        [NotNullWhen(true)] out EncryptionKey? key,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(jwk);
        key = null;
        try
        {
            if (!JwkPurpose.TryFind(jwk, algorithm, decrypts: false, out var purpose, out why))
                return false;
            key = Import(jwk, purpose);
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

    /// <summary>Chooses among the keys that a recipient publishes; one that says what it is for comes before one that does not.</summary>
    /// <remarks>
    /// RFC 7517 §4.2 and RFC 7517 §4.4. OpenID Connect Core §10.2: of several keys the header names the one it means, so one
    /// without a name is no choice.
    /// </remarks>
    /// <param name="why">The reason of a refusal, for logs.</param>
    public static bool TryChoose(
        JwkSet set,
        JweAlgorithm algorithm,
        [NotNullWhen(true)] out EncryptionKey? key,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(algorithm);
        key = null;
        why = $"No key of the set is for {algorithm.Name}.";
        if (algorithm.IsSymmetric)
            return false;

        var isAlone = set.Keys.Count + set.Skipped.Count == 1;
        foreach (var jwk in set.Keys.OrderBy(Reticence))
        {
            if ((isAlone || jwk.Kid is not null) && TryFromJwk(jwk, algorithm, out key, out _))
            {
                why = null;
                return true;
            }
        }
        return false;
    }

    /// <summary>Takes a secret that wraps the content's key.</summary>
    /// <param name="keyId">Null leaves the header without a <c>kid</c>.</param>
    /// <exception cref="ArgumentException">The secret is not as long as the algorithm's key, or the algorithm wraps with none.</exception>
    public static EncryptionKey FromSecret(JweAlgorithm algorithm, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (!algorithm.IsSymmetric || algorithm.IsDirect)
            throw new ArgumentException($"{algorithm.Name} does not wrap with a shared secret.", nameof(algorithm));
        if (secret.Length != algorithm.WrappingKeyLength)
        {
            throw new ArgumentException(
                $"A secret for {algorithm.Name} has {algorithm.WrappingKeyLength} bytes.",
                nameof(secret)
            );
        }
        return new EncryptionKey(new JwkPurpose(algorithm, null), new WrappingSecret(secret), keyId, jwk: null);
    }

    /// <summary>Takes a secret for <c>dir</c>: it is the content's key itself, of this one content encryption.</summary>
    /// <param name="keyId">Null leaves the header without a <c>kid</c>.</param>
    /// <exception cref="ArgumentException">The secret is not as long as the content encryption's key.</exception>
    public static EncryptionKey FromSecret(JweEncryption encryption, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        if (secret.Length != encryption.KeyLength)
        {
            throw new ArgumentException(
                $"A secret for {encryption.Name} has {encryption.KeyLength} bytes.",
                nameof(secret)
            );
        }
        return new EncryptionKey(
            new JwkPurpose(JweAlgorithm.Dir, encryption),
            new DirectSecret(secret),
            keyId,
            jwk: null
        );
    }

    /// <summary>Makes the key that a client with a secret and its server share without a word.</summary>
    /// <remarks>OpenID Connect Core §10.2.</remarks>
    /// <param name="encryption">The client's <c>enc</c>; for <c>dir</c> it says how long the key is.</param>
    /// <exception cref="ArgumentException">The algorithm has no shared secret, or the secret is too short for it.</exception>
    public static EncryptionKey FromClientSecret(string clientSecret, JweAlgorithm algorithm, JweEncryption encryption)
    {
        var secret = ClientSecret.Derive(clientSecret, algorithm, encryption);
        return algorithm.IsDirect ? FromSecret(encryption, secret) : FromSecret(algorithm, secret);
    }

    /// <summary>The public key as JSON, with its <c>use</c>, <c>alg</c> and <c>kid</c>.</summary>
    /// <exception cref="InvalidOperationException">The key is a shared secret.</exception>
    public Jwk ToJwk() => _jwk ?? throw new InvalidOperationException("A shared secret has no public part.");

    public override string ToString() => $"{Algorithm.Name} {KeyId ?? "without kid"}";

    internal static EncryptionKey ForRsa(JweAlgorithm algorithm, RSAParameters key, string? keyId) =>
        new(new JwkPurpose(algorithm, null), RsaOaepKey.ForEncrypting(key), keyId, JwkMaterial.ToJwk(key));

    internal static EncryptionKey ForEc(JweAlgorithm algorithm, NamedCurve curve, ECPoint point, string? keyId) =>
        new(
            new JwkPurpose(algorithm, null),
            EcdhEsKey.ForEncrypting(algorithm, curve, point),
            keyId,
            JwkMaterial.ToJwk(curve, point)
        );

    internal byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header) =>
        _key.Wrap(encryption, cek, header);

    private static EncryptionKey Import(Jwk jwk, JwkPurpose purpose)
    {
        var (algorithm, encryption) = purpose;
        if (encryption is not null)
            return FromSecret(encryption, JwkMaterial.Secret(jwk), jwk.Kid);
        switch (algorithm.KeyType)
        {
            case Kty.Rsa:
                var parameters = JwkMaterial.RsaPublic(jwk);
                if (KeyStrength.WhyRefused(parameters) is { } why)
                    throw new ArgumentException(why, nameof(jwk));
                return ForRsa(algorithm, parameters, jwk.Kid);
            case Kty.Ec:
                var curve =
                    NamedCurve.Find(jwk.Crv) ?? throw new ArgumentException("The crv is not ours.", nameof(jwk));
                return ForEc(algorithm, curve, JwkMaterial.EcPublic(jwk), jwk.Kid);
            default:
                return FromSecret(algorithm, JwkMaterial.Secret(jwk), jwk.Kid);
        }
    }

    /// <summary>How much a key leaves open of what it is for.</summary>
    private static int Reticence(Jwk jwk) => (jwk.Use is null ? 1 : 0) + (jwk.Alg is null ? 1 : 0);
}
