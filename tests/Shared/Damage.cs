using System.Text;

namespace Identity.Tests;

/// <summary>Damages documents, the same way for the same seed, so that a failure can be had again.</summary>
/// <param name="seed">Where the sequence begins.</param>
/// <param name="pieces">What is likelier to do harm than a byte at random.</param>
internal sealed class Damage(ulong seed, string[] pieces)
{
    private ulong _state = seed;

    /// <summary>Applies one to three of: change a bit, take some out, put something in, repeat a piece, cut the rest off.</summary>
    public byte[] Of(byte[] document)
    {
        var bytes = new List<byte>(document);
        for (var times = 1 + Below(3); times > 0; times--)
        {
            var at = Below(bytes.Count + 1);
            var length = Math.Min(1 + Below(12), bytes.Count - at);
            switch (Below(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Below(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.Insert(at, (byte)Below(256));
                    break;
                case 3:
                    bytes.InsertRange(Below(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(pieces[Below(pieces.Length)]));
                    break;
                case 5 when Below(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>A number from 0 to just below the bound, by SplitMix64: the framework's generator promises no sequence across versions.</summary>
    public int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }
}
