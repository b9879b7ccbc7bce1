using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Remembers in the cache that the app's nodes share: the node that is told need not be the one that is asked.</summary>
/// <remarks>A cache that does not answer fails the request: nobody is let in who may have been signed out.</remarks>
internal sealed class SharedEndedSessions(IDistributedCache cache) : IEndedSessions
{
    private const string Prefix = "identity.ended.";

    public async Task AddAsync(SessionEnd end, TimeSpan keepFor, CancellationToken ct)
    {
        if (await FindAsync(end.Key, ct) is { } kept && kept > end.At)
            return;
        var at = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(at, end.At.ToUnixTimeSeconds());
        var options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = keepFor };
        await cache.SetAsync(Prefix + end.Key, at, options, ct);
    }

    public async Task<bool> IncludeAsync(SessionMark session, CancellationToken ct)
    {
        foreach (var key in SessionEnd.KeysOf(session))
        {
            if (await FindAsync(key, ct) is { } end && SessionEnd.Ended(end, session))
                return true;
        }
        return false;
    }

    private async Task<DateTimeOffset?> FindAsync(string key, CancellationToken ct) =>
        await cache.GetAsync(Prefix + key, ct) is { Length: sizeof(long) } at
            ? DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(at))
            : null;
}
