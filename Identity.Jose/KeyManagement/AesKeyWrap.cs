using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Identity.Jose.KeyManagement;

/// <summary>AES Key Wrap with the initial value of RFC 3394 §2.2.3.1: deterministic, and eight bytes longer than what it wraps.</summary>
/// <remarks>RFC 7518 §4.4. Keys are whole halves of blocks, as every content encryption key is.</remarks>
internal static class AesKeyWrap
{
    private const int HalfLength = 8;
    private const int Rounds = 6;
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <remarks>RFC 3394 §2.2.1, by indexing.</remarks>
    public static byte[] Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);

        // 1. Initialize. The block holds A, and room for the half that is enciphered with it.
        Span<byte> block = stackalloc byte[HalfLength * 2];
        BinaryPrimitives.WriteUInt64BigEndian(block, InitialValue);
        var wrapped = new byte[HalfLength + key.Length];
        key.CopyTo(wrapped.AsSpan(HalfLength));

        // 2. Calculate.
        var step = 0UL;
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = HalfLength; at < wrapped.Length; at += HalfLength)
            {
                var half = wrapped.AsSpan(at, HalfLength);
                half.CopyTo(block[HalfLength..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                Count(block, ++step);
                block[HalfLength..].CopyTo(half);
            }
        }

        // 3. Output.
        block[..HalfLength].CopyTo(wrapped);
        return wrapped;
    }

    /// <remarks>RFC 3394 §2.2.2, by indexing.</remarks>
    public static bool TryUnwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length != HalfLength + key.Length)
            return false;
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);

        // 1. Initialize.
        Span<byte> block = stackalloc byte[HalfLength * 2];
        wrapped[..HalfLength].CopyTo(block);
        wrapped[HalfLength..].CopyTo(key);

        // 2. Calculate, the last step first.
        var step = (ulong)(Rounds * (key.Length / HalfLength));
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = key.Length - HalfLength; at >= 0; at -= HalfLength)
            {
                var half = key.Slice(at, HalfLength);
                half.CopyTo(block[HalfLength..]);
                Count(block, step--);
                aes.DecryptEcb(block, block, PaddingMode.None);
                block[HalfLength..].CopyTo(half);
            }
        }

        // 3. A key that was wrapped with another, or changed on its way, does not lead back to the initial value.
        Span<byte> initial = stackalloc byte[HalfLength];
        BinaryPrimitives.WriteUInt64BigEndian(initial, InitialValue);
        return CryptographicOperations.FixedTimeEquals(initial, block[..HalfLength]);
    }

    private static void Count(Span<byte> block, ulong step) =>
        BinaryPrimitives.WriteUInt64BigEndian(block, BinaryPrimitives.ReadUInt64BigEndian(block) ^ step);
}
