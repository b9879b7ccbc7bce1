namespace Identity.Server.StoreTests;

/// <summary>Draws that look random and are the same in every run, so that a failure can be repeated.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    /// <returns>A number from 0 up to, and not including, the bound.</returns>
    public int Below(int bound)
    {
        // splitmix64
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
