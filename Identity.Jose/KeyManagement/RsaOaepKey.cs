using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose.Keys;

namespace Identity.Jose.KeyManagement;

/// <summary>RSAES-OAEP with SHA-256, with a key of either half.</summary>
/// <remarks>RFC 7518 §4.3.</remarks>
internal sealed class RsaOaepKey : IKeyManagement
{
    private readonly KeyPool<RSA> _pool;
    private readonly int _encryptedLength;

    private RsaOaepKey(int encryptedLength, Func<RSA> import)
    {
        _encryptedLength = encryptedLength;
        _pool = new KeyPool<RSA>(import);
    }

    public static RsaOaepKey ForDecrypting(byte[] pkcs8, RSAParameters publicPart) =>
        new(
            publicPart.Modulus!.Length,
            () =>
            {
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(pkcs8, out _);
                return rsa;
            }
        );

    public static RsaOaepKey ForEncrypting(RSAParameters publicPart)
    {
        var key = new RsaOaepKey(publicPart.Modulus!.Length, () => RSA.Create(publicPart));
        key._pool.Prove();
        return key;
    }

    public byte[] Wrap(JweEncryption encryption, Span<byte> cek, Utf8JsonWriter header)
    {
        RandomNumberGenerator.Fill(cek);
        var rsa = _pool.Rent();
        try
        {
            return rsa.Encrypt(cek, RSAEncryptionPadding.OaepSHA256);
        }
        finally
        {
            _pool.Return(rsa);
        }
    }

    public bool TryUnwrap(JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> cek)
    {
        if (encryptedKey.Length != _encryptedLength)
            return false;

        var rsa = _pool.Rent();
        Span<byte> decrypted = stackalloc byte[KeyStrength.MaximumModulusLength];
        try
        {
            // Nothing but true and false leaves here: neither whether it was the padding, nor how long the key would be.
            if (
                !rsa.TryDecrypt(encryptedKey, decrypted, RSAEncryptionPadding.OaepSHA256, out var length)
                || length != cek.Length
            )
            {
                return false;
            }
            decrypted[..length].CopyTo(cek);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decrypted);
            _pool.Return(rsa);
        }
    }

    public void Dispose() => _pool.Dispose();
}
