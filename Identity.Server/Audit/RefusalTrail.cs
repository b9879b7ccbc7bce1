using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Identity.Server.Audit.Counting;

namespace Identity.Server.Audit;

/// <summary>
/// Tells the audit of what strangers were refused, whom nobody can keep from asking: one by one, until it is a flood, and
/// then by their number. So whoever floods the server finds no way to fill the disk, or to have the events of others
/// pushed out of the way.
/// </summary>
/// <remarks>Each node counts for itself, and begins again each minute.</remarks>
internal sealed class RefusalTrail(AuditTrail audit, Counts counts, TimeProvider clock)
{
    /// <summary>Of one kind, from one address, within a minute.</summary>
    public const int MostOfOneSource = 30;

    /// <summary>Of all kinds, from everywhere, within a minute.</summary>
    public const int MostOfAll = 600;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Dictionary<(string Kind, IPAddress? Network), Tally> _tallies = [];
    private DateTimeOffset _over;
    private int _told;

    public void Record(AuditEvent refused)
    {
        var origin = AuditOrigin.Current;
        IEnumerable<Sum> sums;
        bool isTold;
        lock (_lock)
        {
            sums = TakeSums(clock.GetUtcNow());
            isTold = Count(refused.Kind, origin.Address);
        }
        Tell(sums);
        if (isTold)
            audit.Record(refused, origin);
    }

    /// <summary>Tells how many were left out in a minute that is over.</summary>
    public void TellSums() => TellSums(clock.GetUtcNow());

    /// <summary>The same, of the present minute as well: there is no later one.</summary>
    public void Close() => TellSums(DateTimeOffset.MaxValue);

    private void TellSums(DateTimeOffset now)
    {
        IEnumerable<Sum> sums;
        lock (_lock)
            sums = TakeSums(now);
        Tell(sums);
    }

    // Of no single request: the present one only came after them.
    private void Tell(IEnumerable<Sum> sums)
    {
        foreach (var sum in sums)
            audit.Record(sum.ToEvent(), new AuditOrigin(sum.Network, Correlation: null));
    }

    // What many sources did together once there were too many of them is one tally: they are no more than are told of.
    private bool Count(string kind, IPAddress? address)
    {
        var isFull = _told >= MostOfAll;
        var key = (kind, isFull || address is null ? null : NetworkOf(address));
        var tally = _tallies.GetValueOrDefault(key);
        var isTold = !isFull && tally.Told < MostOfOneSource;
        _tallies[key] = isTold ? tally with { Told = tally.Told + 1 } : tally with { LeftOut = tally.LeftOut + 1 };
        // What is told is counted where it is stored. So is the sum, which stands for the first that was left out.
        if (!isTold && tally.LeftOut > 0)
            counts.Add(kind, AuditOutcome.Refused);
        _told += isTold ? 1 : 0;
        return isTold;
    }

    private IEnumerable<Sum> TakeSums(DateTimeOffset now)
    {
        if (now < _over)
            return [];
        var counted = _tallies;
        (_tallies, _told) = ([], 0);
        _over = now == DateTimeOffset.MaxValue ? _over : now + Minute;
        return counted
            .Where(pair => pair.Value.LeftOut > 0)
            .Select(pair => new Sum(pair.Key.Kind, pair.Key.Network, pair.Value.LeftOut));
    }

    // RFC 4291 §2.5.4: who has an IPv6 address has all others of its network.
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Tally(int Told, int LeftOut);

    private readonly record struct Sum(string Kind, IPAddress? Network, int LeftOut)
    {
        public AuditEvent ToEvent()
        {
            var from = Network is null ? "from many addresses" : "from one address";
            return new AuditEvent(Kind, Target: null)
            {
                Refusal = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{LeftOut:N0} more within a minute {from}, which are not told one by one"
                ),
                Details = string.Create(CultureInfo.InvariantCulture, $$"""{"left_out":{{LeftOut}}}"""),
            };
        }
    }
}
