using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>A key to sign with, bound to one algorithm; safe to share between threads and meant to live long.</summary>
/// <remarks>RFC 8725 §3.1: the algorithm belongs to the key.</remarks>
public sealed class SigningKey : IDisposable
{
    private const int CachedTypes = 8;

    private readonly ISignatureKey _key;
    private readonly byte[]? _pkcs8;
    private volatile (string? Type, byte[] Segment)[] _headers = [];
    private volatile bool _disposed;

    private SigningKey(ISignatureKey key, byte[]? pkcs8, VerificationKey verification)
    {
        _key = key;
        _pkcs8 = pkcs8;
        Verification = verification;
    }

    /// <summary>The <c>kid</c> that headers carry; null for none.</summary>
    public string? KeyId => Verification.KeyId;

    public JwsAlgorithm Algorithm => Verification.Algorithm;

    /// <summary>The key that verifies what this one signs; it outlives this one.</summary>
    public VerificationKey Verification { get; }

    internal int SignatureLength => _key.SignatureLength;

    /// <summary>Makes a new key: RSA of 2048 bits, the algorithm's curve, or a random secret as long as the hash.</summary>
    /// <param name="keyId">Null names an asymmetric key by its thumbprint (RFC 7638 §3) and leaves a secret unnamed.</param>
    public static SigningKey Create(JwsAlgorithm algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        switch (algorithm.KeyType)
        {
            case Kty.Rsa:
                using (var rsa = RSA.Create(KeyStrength.MinimumModulusBits))
                    return ForRsa(algorithm, rsa, keyId);
            case Kty.Ec:
                using (var ecdsa = ECDsa.Create(algorithm.Curve!.Curve))
                    return ForEc(algorithm, ecdsa, keyId);
            default:
                return FromSecret(algorithm, RandomNumberGenerator.GetBytes(algorithm.HashLength), keyId);
        }
    }

    /// <param name="keyId">Null names the key by its thumbprint.</param>
    /// <exception cref="ArgumentException">The key is too weak or not one of the algorithm.</exception>
    /// <exception cref="CryptographicException">The bytes are not a private key.</exception>
    public static SigningKey ImportPkcs8(JwsAlgorithm algorithm, ReadOnlySpan<byte> pkcs8, string? keyId)
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
                using (var ecdsa = ECDsa.Create())
                {
                    ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
                    return ForEc(algorithm, ecdsa, keyId).Proven();
                }
            default:
                throw new ArgumentException("A shared secret is not PKCS #8.", nameof(algorithm));
        }
    }

    /// <param name="keyId">Null leaves the header without a <c>kid</c>.</param>
    /// <exception cref="ArgumentException">The secret is shorter than the hash, RFC 7518 §3.2, or the algorithm has none.</exception>
    public static SigningKey FromSecret(JwsAlgorithm algorithm, ReadOnlySpan<byte> secret, string? keyId = null)
    {
        var verification = VerificationKey.FromSecret(algorithm, secret, keyId);
        return new SigningKey(new HmacSecret(algorithm, secret), pkcs8: null, verification);
    }

    /// <summary>Takes a private key, or a secret, from its JSON form; it must name its algorithm or leave no doubt of it.</summary>
    /// <exception cref="ArgumentException">The key is public, weak, for another use, or of no known algorithm.</exception>
    /// <exception cref="CryptographicException">The numbers are not a key.</exception>
    public static SigningKey FromJwk(Jwk jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);
        if (!JwkMaterial.TryAgree(jwk, wanted: null, "sign", out var algorithm, out var why))
            throw new ArgumentException(why, nameof(jwk));
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

        using var ecdsa = ECDsa.Create(JwkMaterial.EcPrivate(jwk, algorithm.Curve!));
        return ForEc(algorithm, ecdsa, jwk.Kid).Proven();
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

    internal void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _key.Sign(input, signature);
    }

    /// <summary>The protected header in base64url with the dot that follows; written once per <c>typ</c>.</summary>
    internal byte[] HeaderSegment(string? type)
    {
        var headers = _headers;
        foreach (var (known, segment) in headers)
        {
            if (string.Equals(known, type, StringComparison.Ordinal))
                return segment;
        }

        var written = WriteHeader(type);

        // Two threads may both add, and one of them be lost: it is written again the next time.
        if (headers.Length < CachedTypes)
            _headers = [.. headers, (type, written)];
        return written;
    }

    /// <summary>The same with the public key in place of its name.</summary>
    internal byte[] HeaderSegmentWithPublicKey(string? type) =>
        WriteHeader(type, Verification.ToJwk() with { Use = null, Alg = null, Kid = null });

    private byte[] WriteHeader(string? type, Jwk? publicKey = null)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json, ProtectedHeader.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", Algorithm.Name);
            if (publicKey is not null)
            {
                writer.WritePropertyName("jwk");
                publicKey.WriteTo(writer);
            }
            else if (KeyId is not null)
            {
                writer.WriteString("kid", KeyId);
            }
            if (type is not null)
                writer.WriteString("typ", type);
            writer.WriteEndObject();
        }

        var segment = new byte[Base64Url.GetEncodedLength(json.WrittenCount) + 1];
        Base64Url.EncodeToUtf8(json.WrittenSpan, segment);
        segment[^1] = (byte)'.';
        if (segment.Length > CompactJws.MaximumHeaderLength)
            throw new ArgumentException("The header would be too long.", nameof(type));
        return segment;
    }

    private static SigningKey ForRsa(JwsAlgorithm algorithm, RSA rsa, string? keyId)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        if (KeyStrength.WhyRefused(parameters) is { } why)
            throw new ArgumentException(why, nameof(rsa));
        var pkcs8 = rsa.ExportPkcs8PrivateKey();
        var jwk = JwkMaterial.ToJwk(parameters);
        return new SigningKey(
            RsaKey.ForSigning(algorithm, pkcs8, parameters),
            pkcs8,
            VerificationKey.ForRsa(algorithm, parameters, keyId ?? jwk.ThumbprintText)
        );
    }

    private static SigningKey ForEc(JwsAlgorithm algorithm, ECDsa ecdsa, string? keyId)
    {
        var curve = algorithm.Curve!;
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        if (point.X?.Length != curve.CoordinateLength)
            throw new ArgumentException($"The key is not on the curve of {algorithm.Name}.", nameof(ecdsa));
        var pkcs8 = ecdsa.ExportPkcs8PrivateKey();
        var jwk = JwkMaterial.ToJwk(curve, point);
        return new SigningKey(
            EcKey.ForSigning(algorithm, pkcs8),
            pkcs8,
            VerificationKey.ForEc(algorithm, point, keyId ?? jwk.ThumbprintText)
        );
    }

    /// <summary>Signs once and verifies: halves that do not fit each other, or a point of another curve, show here.</summary>
    private SigningKey Proven()
    {
        Span<byte> signature = stackalloc byte[KeyStrength.MaximumSignatureLength];
        signature = signature[..SignatureLength];
        Sign("proof of a pair"u8, signature);
        if (Verification.Verify("proof of a pair"u8, signature))
            return this;

        Dispose();
        throw new CryptographicException("The private part does not belong to the public part.");
    }
}
