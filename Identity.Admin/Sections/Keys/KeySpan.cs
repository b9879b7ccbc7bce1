using System.Globalization;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Keys;

/// <summary>The lives of the keys of one algorithm, laid out in time: when each is announced, signs and is only published.</summary>
public sealed class KeySpan
{
    // Room after the last thing that is known to come, so that nothing ends at the edge.
    private const double Margin = 0.04;

    private readonly DateTimeOffset _from;
    private readonly TimeSpan _length;

    public KeySpan(IReadOnlyCollection<Key> keys, DateTimeOffset now)
    {
        Now = now;
        _from = keys.Min(key => key.CreatedAt);
        var to = keys.Select(EndOf).Append(now + TimeSpan.FromDays(1)).Max();
        _length = (to - _from) * (1 + Margin);
        To = _from + _length;
    }

    public DateTimeOffset From => _from;

    public DateTimeOffset To { get; }

    public DateTimeOffset Now { get; }

    public string NowAt => Percent(Share(Now));

    /// <summary>The parts of a key's life that there are, in their order.</summary>
    public IEnumerable<KeyPart> PartsOf(Key key)
    {
        var end = key.RetiresAt ?? key.NextRotationAt ?? To;
        if (key.CreatedAt < key.ActiveFrom)
            yield return Part("announced", key.CreatedAt, key.ActiveFrom);
        yield return Part("active", key.ActiveFrom, end);
        if (end < Now)
            yield return Part("retired", end, Now);
    }

    private static DateTimeOffset EndOf(Key key) => key.RetiresAt ?? key.NextRotationAt ?? key.ActiveFrom;

    private KeyPart Part(string name, DateTimeOffset from, DateTimeOffset to) =>
        new(name, from, to, Percent(Share(from)), Percent(Math.Max(0, Share(to) - Share(from))));

    private double Share(DateTimeOffset at) => _length <= TimeSpan.Zero ? 0 : Math.Clamp((at - _from) / _length, 0, 1);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%");
}

/// <summary>A part of a key's life, and where it lies.</summary>
/// <param name="Name"><c>announced</c>, <c>active</c> or <c>retired</c>.</param>
/// <param name="At">From the left, as a share of the whole.</param>
public sealed record KeyPart(string Name, DateTimeOffset From, DateTimeOffset To, string At, string Width);
