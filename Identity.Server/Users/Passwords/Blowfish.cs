using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Identity.Server.Users.Passwords;

/// <summary>The Blowfish cipher with the key schedule that bcrypt makes expensive on purpose.</summary>
/// <remarks>Schneier, Fast Software Encryption 1993; A Future-Adaptable Password Scheme §3.</remarks>
/// <param name="state">Memory of the caller, <see cref="StateWords"/> long: eighteen subkeys, then four boxes of 256 words.</param>
internal readonly ref struct Blowfish(Span<uint> state)
{
    public const int SubkeyCount = 18;
    public const int StateWords = SubkeyCount + (4 * BoxWords);
    private const int BoxWords = 256;

    // Every instance starts from the digits of pi: computed once, by the first hash of the process.
    private static readonly uint[] Pi = PiFraction.Words(StateWords);

    private readonly Span<uint> _state = state[..StateWords];

    /// <summary>The first key schedule, the salted one; the disturbance flips bits of the first subkey and is all but always zero.</summary>
    public void Begin(ReadOnlySpan<uint> key, ReadOnlySpan<uint> salt, uint disturbance)
    {
        Pi.CopyTo(_state);
        MixIntoSubkeys(key);
        _state[0] ^= disturbance;

        var (left, right) = (0u, 0u);
        for (var i = 0; i < StateWords; i += 2)
        {
            left ^= salt[i & 3];
            right ^= salt[(i + 1) & 3];
            Encrypt(ref MemoryMarshal.GetReference(_state), ref left, ref right);
            _state[i] = left;
            _state[i + 1] = right;
        }
    }

    /// <summary>One more key schedule, without a salt: bcrypt runs two of them for each of its 2^cost rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rekey(ReadOnlySpan<uint> key)
    {
        MixIntoSubkeys(key);

        ref var first = ref MemoryMarshal.GetReference(_state);
        var (left, right) = (0u, 0u);
        for (nuint i = 0; i < StateWords; i += 2)
        {
            Encrypt(ref first, ref left, ref right);
            Unsafe.Add(ref first, i) = left;
            Unsafe.Add(ref first, i + 1) = right;
        }
    }

    public void Encrypt(ref uint left, ref uint right) =>
        Encrypt(ref MemoryMarshal.GetReference(_state), ref left, ref right);

    /// <summary>Forgets the key.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_state));

    private void MixIntoSubkeys(ReadOnlySpan<uint> key)
    {
        for (var i = 0; i < SubkeyCount; i++)
            _state[i] ^= key[i];
    }

    // The whole cost of a password: 68 million rounds of this at cost 12, each waiting for the one before. The rounds are written
    // out and reach the state by reference arithmetic, so that no bounds check or loop counter stands between two of them. It stays
    // inside the state: a box is indexed by one byte, and the constructor has checked the length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Encrypt(ref uint state, ref uint left, ref uint right)
    {
        var l = left ^ state;
        var r = right;

        r ^= Unsafe.Add(ref state, 1) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 2) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 3) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 4) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 5) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 6) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 7) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 8) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 9) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 10) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 11) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 12) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 13) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 14) ^ Mix(ref state, r);
        r ^= Unsafe.Add(ref state, 15) ^ Mix(ref state, l);
        l ^= Unsafe.Add(ref state, 16) ^ Mix(ref state, r);

        // The last round does not swap the halves.
        left = r ^ Unsafe.Add(ref state, 17);
        right = l;
    }

    /// <summary>Blowfish's F: each byte of the half picks a word of its box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(ref uint state, uint half)
    {
        ref var boxes = ref Unsafe.Add(ref state, SubkeyCount);
        var a = Unsafe.Add(ref boxes, (nuint)(half >> 24));
        var b = Unsafe.Add(ref Unsafe.Add(ref boxes, BoxWords), (nuint)(byte)(half >> 16));
        var c = Unsafe.Add(ref Unsafe.Add(ref boxes, 2 * BoxWords), (nuint)(byte)(half >> 8));
        var d = Unsafe.Add(ref Unsafe.Add(ref boxes, 3 * BoxWords), (nuint)(byte)half);
        return ((a + b) ^ c) + d;
    }
}
