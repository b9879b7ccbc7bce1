namespace Identity.Jose.Tests;

/// <summary>Damages documents, the same way for the same seed.</summary>
internal sealed class Damage(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Applies one to three of: change a byte, take some out, put one in, repeat a piece, swap in JSON's own marks.</summary>
    public byte[] Of(byte[] document)
    {
        var bytes = new List<byte>(document);
        for (var times = 1 + Next(3); times > 0; times--)
        {
            var at = Next(bytes.Count + 1);
            var length = Math.Min(1 + Next(12), bytes.Count - at);
            switch (Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.Insert(at, (byte)Next(256));
                    break;
                case 3:
                    bytes.InsertRange(Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(
                        at,
                        Pick(
                            "\\ud83d",
                            "\\",
                            "\"",
                            "{",
                            "[",
                            "null",
                            "1e999",
                            "-1",
                            ",\"alg\":\"none\"",
                            "\0",
                            "\u00ff"
                        )
                    );
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }

    private byte[] Pick(params string[] pieces) => System.Text.Encoding.Latin1.GetBytes(pieces[Next(pieces.Length)]);

    /// <summary>SplitMix64: the framework's generator promises no sequence across versions.</summary>
    private int Next(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }
}
