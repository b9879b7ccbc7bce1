using Identity.Server.Tests.Users.Passwords;

namespace Identity.Server.Tests;

/// <summary>Damages a good input in ten thousand ways, the same ways in every run.</summary>
internal static class Seeded
{
    private const int Rounds = 10_000;

    /// <param name="seeds">Good inputs to begin with.</param>
    /// <param name="spice">What is likelier to do harm than a byte at random.</param>
    public static IEnumerable<byte[]> Damaged(ulong seed, byte[][] seeds, byte[][] spice)
    {
        var random = new SeededBytes(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = seeds[random.Below(seeds.Length)].ToList();
            for (var damage = 1 + random.Below(4); damage > 0; damage--)
                Damage(bytes, random, spice);
            yield return [.. bytes];
        }
    }

    private static void Damage(List<byte> bytes, SeededBytes random, byte[][] spice)
    {
        var at = random.Below(bytes.Count + 1);
        var count = Math.Min(random.Below(6), bytes.Count - at);
        switch (random.Below(5))
        {
            case 0:
                bytes.RemoveRange(at, count);
                break;
            case 1:
                bytes.InsertRange(at, random.Take(1 + random.Below(4)));
                break;
            case 2:
                bytes.InsertRange(at, spice[random.Below(spice.Length)]);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(random.Below(bytes.Count - count + 1), count));
                break;
            default:
                for (var i = at; i < at + count; i++)
                    bytes[i] ^= (byte)(1 << random.Below(8));
                break;
        }
    }
}
