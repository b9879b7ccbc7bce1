using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Database.Sealing;

/// <summary>Seals what must be readable to us and to nobody who reads the database: private keys and shared secrets.</summary>
/// <remarks>
/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the name of what is sealed is authenticated with it, so
/// that one row's ciphertext cannot be moved into another. Layout: version (1), key id (4), nonce (12), ciphertext, tag (16).
/// </remarks>
internal sealed class MasterKey : IDisposable
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + sizeof(uint) + NonceLength;
    public const int Length = 32;

    private readonly byte[] _key;
    private readonly uint _id;
    private bool _isWiped;

    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"The master key must be {Length} bytes.", nameof(key));
        _key = key.ToArray();
        _id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key));
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, string name)
    {
        // Under the zeros that are left, it would be sealed for everybody but us.
        ObjectDisposedException.ThrowIf(_isWiped, this);
        var sealedBytes = new byte[HeaderLength + plain.Length + TagLength];
        sealedBytes[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(sealedBytes.AsSpan(1), _id);
        var nonce = sealedBytes.AsSpan(1 + sizeof(uint), NonceLength);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(HeaderLength, plain.Length),
            sealedBytes.AsSpan(HeaderLength + plain.Length),
            Encoding.UTF8.GetBytes(name)
        );
        return sealedBytes;
    }

    /// <exception cref="UnsealingException">It was sealed under another master key, under another name, or was altered.</exception>
    public byte[] Unseal(ReadOnlySpan<byte> sealedBytes, string name)
    {
        ObjectDisposedException.ThrowIf(_isWiped, this);
        if (sealedBytes.Length < HeaderLength + TagLength || sealedBytes[0] != Version)
            throw new UnsealingException($"{name} is not in a form this server can unseal.");
        if (BinaryPrimitives.ReadUInt32BigEndian(sealedBytes[1..]) != _id)
            throw new UnsealingException($"{name} was sealed under another master key than the one configured.");

        var plain = new byte[sealedBytes.Length - HeaderLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        try
        {
            aes.Decrypt(
                sealedBytes.Slice(1 + sizeof(uint), NonceLength),
                sealedBytes.Slice(HeaderLength, plain.Length),
                sealedBytes[^TagLength..],
                plain,
                Encoding.UTF8.GetBytes(name)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new UnsealingException($"{name} does not unseal: it was altered, or belongs to another row.");
        }
        return plain;
    }

    /// <summary>A key of its own for one purpose, the same on every node.</summary>
    /// <remarks>RFC 5869 §2.</remarks>
    public byte[] Derive(string purpose)
    {
        ObjectDisposedException.ThrowIf(_isWiped, this);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Length, info: Encoding.UTF8.GetBytes(purpose));
    }

    public void Dispose()
    {
        _isWiped = true;
        CryptographicOperations.ZeroMemory(_key);
    }
}

/// <summary>Something at rest could not be opened; the message names it and never what is in it.</summary>
internal sealed class UnsealingException(string message) : InvalidOperationException(message);
