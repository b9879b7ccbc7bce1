using System.Security.Cryptography;
using Identity.Jose.KeyManagement;
using Identity.Jose.Keys;

namespace Identity.Jose;

/// <summary>A key to decrypt with, bound to one algorithm; safe to share between threads and meant to live long.</summary>
/// <remarks>RFC 8725 §3.1: the algorithm belongs to the key.</remarks>
public sealed class DecryptionKey : IDisposable
{
    private readonly IKeyManagement _key;
    private readonly byte[]? _pkcs8;
    private volatile bool _disposed;

    private DecryptionKey(IKeyManagement key, byte[]? pkcs8, EncryptionKey encryption)
    {
        _key = key;
        _pkcs8 = pkcs8;
        Encryption = encryption;
    }

    public string? KeyId => Encryption.KeyId;

    public JweAlgorithm Algorithm => Encryption.Algorithm;

    /// <summary>The key that others encrypt with to this one; it outlives this one.</summary>
    public EncryptionKey Encryption { get; }

    /// <summary>Makes a new key: RSA of 2048 bits, a point on a curve, or a random secret as long as the algorithm's key.</summary>
    /// <param name="keyId">Null names an asymmetric key by its thumbprint (RFC 7638 §3) and leaves a secret unnamed.</param>
    /// <param name="curve">The <c>crv</c> of a key that agrees; null is P-256.</param>
    /// <exception cref="ArgumentException">The curve is not ours, or the algorithm is <c>dir</c>, whose keys have an <c>enc</c>.</exception>
    public static DecryptionKey Create(JweAlgorithm algorithm, string? keyId = null, string? curve = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (curve is not null && (algorithm.KeyType is not Kty.Ec || NamedCurve.Find(curve) is null))
            throw new ArgumentException($"{algorithm.Name} has no curve of that name.", nameof(curve));
        switch (algorithm.KeyType)
        {
            case Kty.Rsa:
                using (var rsa = RSA.Create(KeyStrength.MinimumModulusBits))
                    return ForRsa(algorithm, rsa, keyId);
            case Kty.Ec:
                using (var ecdh = ECDiffieHellman.Create((NamedCurve.Find(curve) ?? NamedCurve.P256).Curve))
                    return ForEc(algorithm, ecdh, keyId);
            default:
                return FromSecret(algorithm, RandomNumberGenerator.GetBytes(algorithm.WrappingKeyLength), keyId);
        }
    }

    /// <summary>Makes a random secret for <c>dir</c>.</summary>
    public static DecryptionKey Create(JweEncryption encryption, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        return FromSecret(encryption, RandomNumberGenerator.GetBytes(encryption.KeyLength), keyId);
    }

    /// <param name="keyId">Null names the key by its thumbprint.</param>
    /// <exception cref="ArgumentException">The key is too weak or not one of the algorithm.</exception>
    /// <exception cref="CryptographicException">The bytes are not a private key.</exception>
    public static DecryptionKey ImportPkcs8(JweAlgorithm algorithm, ReadOnlySpan<byte> pkcs8, string? keyId)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        switch (algorithm.KeyType)
        {
            case Kty.Rsa:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(pkcs8, out _);
                    return ForRsa(algorithm, rsa, keyId).Proven();
                }
            case Kty.Ec:
                using (var ecdh = ECDiffieHellman.Create())
                {
                    ecdh.ImportPkcs8PrivateKey(pkcs8, out _);
                    return ForEc(algorithm, ecdh, keyId).Proven();
                }
            default:
                throw new ArgumentException("A shared secret is not PKCS #8.", nameof(algorithm));
        }
    }

    /// <inheritdoc cref="EncryptionKey.FromSecret(JweAlgorithm, ReadOnlySpan{byte}, string?)"/>
    public static DecryptionKey FromSecret(JweAlgorithm algorithm, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        var encryption = EncryptionKey.FromSecret(algorithm, secret, keyId);
        return new DecryptionKey(new WrappingSecret(secret), pkcs8: null, encryption);
    }

    /// <inheritdoc cref="EncryptionKey.FromSecret(JweEncryption, ReadOnlySpan{byte}, string?)"/>
    public static DecryptionKey FromSecret(JweEncryption encryption, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        var key = EncryptionKey.FromSecret(encryption, secret, keyId);
        return new DecryptionKey(new DirectSecret(secret), pkcs8: null, key);
    }

    /// <inheritdoc cref="EncryptionKey.FromClientSecret"/>
    public static DecryptionKey FromClientSecret(string clientSecret, JweAlgorithm algorithm, JweEncryption encryption)
    {
        var secret = ClientSecret.Derive(clientSecret, algorithm, encryption);
        return algorithm.IsDirect ? FromSecret(encryption, secret) : FromSecret(algorithm, secret);
    }

    /// <summary>Takes a private key, or a secret, from its JSON form; it must name its algorithm.</summary>
    /// <exception cref="ArgumentException">The key is public, weak, for another use, or of no known algorithm.</exception>
    /// <exception cref="CryptographicException">The numbers are not a key.</exception>
    public static DecryptionKey FromJwk(Jwk jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);
        if (!JwkPurpose.TryFind(jwk, wanted: null, decrypts: true, out var purpose, out var why))
            throw new ArgumentException(why, nameof(jwk));
        var (algorithm, encryption) = purpose;
        if (encryption is not null)
            return FromSecret(encryption, JwkMaterial.Secret(jwk), jwk.Kid);
        if (algorithm.IsSymmetric)
            return FromSecret(algorithm, JwkMaterial.Secret(jwk), jwk.Kid);
        if (jwk.D is null)
            throw new ArgumentException("The JWK has no private part.", nameof(jwk));

        if (algorithm.KeyType is Kty.Rsa)
        {
            if (KeyStrength.WhyRefused(JwkMaterial.RsaPublic(jwk)) is { } weakness)
                throw new ArgumentException(weakness, nameof(jwk));
            using var rsa = RSA.Create(JwkMaterial.RsaPrivate(jwk));
            return ForRsa(algorithm, rsa, jwk.Kid).Proven();
        }

        var curve = NamedCurve.Find(jwk.Crv) ?? throw new ArgumentException("The crv is not ours.", nameof(jwk));
        using var ecdh = ECDiffieHellman.Create(JwkMaterial.EcPrivate(jwk, curve));
        return ForEc(algorithm, ecdh, jwk.Kid).Proven();
    }

    /// <exception cref="InvalidOperationException">The key is a shared secret.</exception>
    public byte[] ExportPkcs8()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pkcs8 is null)
            throw new InvalidOperationException("A shared secret is not PKCS #8.");
        return [.. _pkcs8];
    }

    public void Dispose()
    {
        _disposed = true;
        _key.Dispose();
    }

    public override string ToString() => $"{Algorithm.Name} {KeyId ?? "without kid"}, private";

    /// <summary>Finds out the content's key; after a failure it is one that nobody knows.</summary>
    /// <remarks>RFC 7516 §11.5: whatever is wrong with an encrypted key shows only where a wrong key shows, at the content.</remarks>
    internal void Unwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_key.TryUnwrap(header, encryptedKey, cek))
            RandomNumberGenerator.Fill(cek);
    }

    private static DecryptionKey ForRsa(JweAlgorithm algorithm, RSA rsa, string? keyId)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        if (KeyStrength.WhyRefused(parameters) is { } why)
            throw new ArgumentException(why, nameof(rsa));
        var pkcs8 = rsa.ExportPkcs8PrivateKey();
        var jwk = JwkMaterial.ToJwk(parameters);
        return new DecryptionKey(
            RsaOaepKey.ForDecrypting(pkcs8, parameters),
            pkcs8,
            EncryptionKey.ForRsa(algorithm, parameters, keyId ?? jwk.ThumbprintText)
        );
    }

    private static DecryptionKey ForEc(JweAlgorithm algorithm, ECDiffieHellman ecdh, string? keyId)
    {
        var parameters = ecdh.ExportParameters(includePrivateParameters: false);
        if (NamedCurve.Of(parameters) is not { } curve)
            throw new ArgumentException("The key is not on a curve of ours.", nameof(ecdh));
        var pkcs8 = ecdh.ExportPkcs8PrivateKey();
        var jwk = JwkMaterial.ToJwk(curve, parameters.Q);
        return new DecryptionKey(
            EcdhEsKey.ForDecrypting(algorithm, curve, pkcs8),
            pkcs8,
            EncryptionKey.ForEc(algorithm, curve, parameters.Q, keyId ?? jwk.ThumbprintText)
        );
    }

    /// <summary>Encrypts once and decrypts: halves that do not fit each other show here.</summary>
    private DecryptionKey Proven()
    {
        var token = CompactJwe.Encrypt("proof of a pair"u8, Encryption, JweEncryption.A128GCM);
        if (CompactJwe.TryDecrypt(token, new DecryptionKeys(this), out _, out _))
            return this;

        Dispose();
        throw new CryptographicException("The private part does not belong to the public part.");
    }
}
