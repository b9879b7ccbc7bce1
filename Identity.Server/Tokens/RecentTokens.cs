using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>Access tokens that were verified a moment ago. An API asks about one token again and again, and the signature is the dear part.</summary>
/// <remarks>
/// Only what the signature proves is remembered, and only while keys and APIs are the same: whether a token has expired,
/// was ended early or belongs to a disabled client is looked at every time. Tokens are known by their SHA-256.
/// </remarks>
internal sealed class RecentTokens
{
    /// <summary>How many the younger half holds before the older half is forgotten.</summary>
    private const int HalfCapacity = 1024;

    private volatile Halves _halves = new(KeyRing.Empty, ApiSnapshot.Empty, []);

    public VerifiedAccessToken? Find(string token, KeyRing ring, ApiSnapshot apis, DateTimeOffset now)
    {
        var halves = _halves;
        if (halves.Ring != ring || halves.Apis != apis)
            return null;
        var hash = HashOf(token);
        return
            (halves.Young.TryGetValue(hash, out var verified) || halves.Old.TryGetValue(hash, out verified))
            && verified.GoodUntil > now
            ? verified
            : null;
    }

    /// <param name="token">The token as it was presented.</param>
    /// <param name="verified">What it was found to be.</param>
    /// <param name="ring">The keys it was found to be so with.</param>
    /// <param name="apis">The APIs it was found to be so with.</param>
    public void Add(string token, VerifiedAccessToken verified, KeyRing ring, ApiSnapshot apis)
    {
        var halves = _halves;
        if (halves.Ring != ring || halves.Apis != apis)
            _halves = halves = new Halves(ring, apis, []);
        else if (halves.Young.Count >= HalfCapacity)
            _halves = halves = new Halves(ring, apis, halves.Young);
        halves.Young[HashOf(token)] = verified;
    }

    private static (UInt128, UInt128) HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        var words = MemoryMarshal.Cast<byte, UInt128>(hash);
        return (words[0], words[1]);
    }

    /// <summary>The dictionaries of one set of keys and APIs; a race to replace them loses a memory and nothing else.</summary>
    private sealed class Halves(
        KeyRing ring,
        ApiSnapshot apis,
        ConcurrentDictionary<(UInt128, UInt128), VerifiedAccessToken> old
    )
    {
        public KeyRing Ring { get; } = ring;

        public ApiSnapshot Apis { get; } = apis;

        public ConcurrentDictionary<(UInt128, UInt128), VerifiedAccessToken> Old { get; } = old;

        public ConcurrentDictionary<(UInt128, UInt128), VerifiedAccessToken> Young { get; } = new();
    }
}
