namespace Identity.Server.Tests.Users.Passwords;

/// <summary>Bytes that look random and are the same in every run (SplitMix64), so that a failure can be had again.</summary>
internal sealed class SeededBytes(ulong seed)
{
    private ulong _state = seed;

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public byte[] Take(int count, byte from = 0, byte to = byte.MaxValue)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)(from + Below(to - from + 1));
        return bytes;
    }

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
