using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Identity.Server.Users.Passwords;

/// <summary>Hashes a password so that guessing it costs as much as signing in with it.</summary>
/// <remarks>
/// A Future-Adaptable Password Scheme §4 (Provos and Mazières, USENIX 1999). No password is copied to the heap, and what was
/// derived from it is zeroed before the method returns. How much work there is depends on the cost alone.
/// </remarks>
internal static class Bcrypt
{
    private const int SaltWords = BcryptHash.SaltBytes / 4;
    private const int EncryptionsOfTheText = 64;

    // Made by crypt(3).
    private const string KnownHash = "$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.";

    /// <exception cref="ArgumentException">The password is over 72 bytes or has a NUL in it; ask <see cref="PasswordRules"/> first.</exception>
    public static string Hash(ReadOnlySpan<byte> utf8Password, int cost)
    {
        Span<byte> salt = stackalloc byte[BcryptHash.SaltBytes];
        RandomNumberGenerator.Fill(salt);
        return Hash(utf8Password, cost, salt);
    }

    /// <summary>The same hash every time: for tests. A salt is good for one password.</summary>
    public static string Hash(ReadOnlySpan<byte> utf8Password, int cost, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, BcryptHash.MinimumCost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, BcryptHash.MaximumCost);
        if (salt.Length != BcryptHash.SaltBytes)
            throw new ArgumentException("A salt has 16 bytes.", nameof(salt));
        if (PasswordRules.IsTooLong(utf8Password))
            throw new ArgumentException("bcrypt reads only 72 bytes of a password.", nameof(utf8Password));
        if (PasswordRules.HasNul(utf8Password))
            throw new ArgumentException("A NUL would end the password.", nameof(utf8Password));

        var digest = new byte[BcryptHash.DigestBytes];
        var hash = new BcryptHash(BcryptVariant.B, cost, salt.ToArray(), digest);
        Compute(utf8Password, hash, digest);
        return hash.ToText();
    }

    /// <returns>False, too, for a hash that is none and for a password that could never have been hashed.</returns>
    public static bool Verify(ReadOnlySpan<byte> utf8Password, string? hash) =>
        BcryptHash.TryParse(hash, out var parsed) && Verify(utf8Password, parsed);

    /// <inheritdoc cref="Verify(ReadOnlySpan{byte}, string?)"/>
    public static bool Verify(ReadOnlySpan<byte> utf8Password, BcryptHash hash)
    {
        if (PasswordRules.IsTooLong(utf8Password) || PasswordRules.HasNul(utf8Password))
            return false;

        Span<byte> digest = stackalloc byte[BcryptHash.DigestBytes];
        Compute(utf8Password, hash, digest);
        var isMatch = CryptographicOperations.FixedTimeEquals(digest, hash.Digest.Span);
        CryptographicOperations.ZeroMemory(digest);
        return isMatch;
    }

    /// <summary>Proves on the machine it runs on that this is still bcrypt: a known password matches, another does not.</summary>
    public static bool SelfTest() => Verify("correct horse"u8, KnownHash) && !Verify("correct horsf"u8, KnownHash);

    private static void Compute(ReadOnlySpan<byte> utf8Password, BcryptHash setting, Span<byte> digest)
    {
        Span<uint> key = stackalloc uint[Blowfish.SubkeyCount];
        Span<uint> salt = stackalloc uint[Blowfish.SubkeyCount];
        var cipher = new Blowfish(stackalloc uint[Blowfish.StateWords]);

        var ambiguity = SpreadPassword(utf8Password, key);
        SpreadSalt(setting.Salt.Span, salt);

        cipher.Begin(key, salt, setting.Variant is BcryptVariant.A ? ambiguity : 0);
        for (var round = 1L << setting.Cost; round > 0; round--)
        {
            cipher.Rekey(key);
            cipher.Rekey(salt);
        }

        EncryptText(cipher, digest);
        cipher.Clear();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(key));
    }

    /// <summary>Fills the key with the password, its closing NUL, the password again, and so on.</summary>
    /// <returns>
    /// Zero, or the bits that Openwall flips for a <c>2a</c> password that its bug of before 2011 would have hashed like this one
    /// too. That takes a byte 0xFF, which no UTF-8 has; following it keeps us in step with crypt(3) on all bytes.
    /// </returns>
    private static uint SpreadPassword(ReadOnlySpan<byte> password, Span<uint> key)
    {
        var position = 0;
        var (signs, differences) = (0u, 0u);
        foreach (ref var word in key)
        {
            var buggy = 0u;
            for (var i = 0; i < 4; i++)
            {
                var isEnd = position == password.Length;
                var next = isEnd ? (byte)0 : password[position];
                position = isEnd ? 0 : position + 1;

                word = (word << 8) | next;
                buggy = (buggy << 8) | next | ((uint)(next >> 7) * 0xFFFFFF00); // read as signed, as it was
                if (i > 0)
                    signs |= next;
            }

            differences |= word ^ buggy;
        }

        return differences == 0 ? (signs & 0x80) << 9 : 0;
    }

    private static void SpreadSalt(ReadOnlySpan<byte> salt, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(salt[(4 * (i % SaltWords))..]);
    }

    private static void EncryptText(Blowfish cipher, Span<byte> digest)
    {
        var text = "OrpheanBeholderScryDoubt"u8;
        Span<byte> block = stackalloc byte[8];
        for (var offset = 0; offset < text.Length; offset += block.Length)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(text[offset..]);
            var right = BinaryPrimitives.ReadUInt32BigEndian(text[(offset + 4)..]);
            for (var i = 0; i < EncryptionsOfTheText; i++)
                cipher.Encrypt(ref left, ref right);

            BinaryPrimitives.WriteUInt32BigEndian(block, left);
            BinaryPrimitives.WriteUInt32BigEndian(block[4..], right);

            // The last block loses its last byte to the format.
            var rest = digest[offset..];
            block[..Math.Min(block.Length, rest.Length)].CopyTo(rest);
        }
    }
}
