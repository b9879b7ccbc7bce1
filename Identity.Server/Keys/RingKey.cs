using Identity.Jose;

namespace Identity.Server.Keys;

/// <summary>Where a signing key is in its life.</summary>
internal enum KeyState
{
    /// <summary>Published, and not yet signing.</summary>
    Announced,

    /// <summary>The one that signs.</summary>
    Active,

    /// <summary>Published while tokens that it signed are still alive.</summary>
    Retired,
}

/// <summary>A signing key in memory. Its state is a function of the clock, so that all nodes change over at one instant.</summary>
/// <param name="Key">The key itself.</param>
/// <param name="Generation">Its place among the keys of its algorithm.</param>
/// <param name="ActiveAt">When it starts to sign.</param>
/// <param name="SupersededAt">When its successor starts to sign; null while there is none.</param>
internal sealed record RingKey(SigningKey Key, int Generation, DateTimeOffset ActiveAt, DateTimeOffset? SupersededAt)
{
    public KeyState StateAt(DateTimeOffset now) => KeyStates.At(now, ActiveAt, SupersededAt);
}

/// <summary>The one rule for where in its life a key is.</summary>
internal static class KeyStates
{
    public static KeyState At(DateTimeOffset now, DateTimeOffset activeAt, DateTimeOffset? supersededAt) =>
        now < activeAt ? KeyState.Announced
        : supersededAt <= now ? KeyState.Retired
        : KeyState.Active;
}
