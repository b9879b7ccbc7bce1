using System.Globalization;
using System.Text;

namespace Identity.Admin.Blocks.Words;

/// <summary>
/// A name as one segment of an address of ours. Names of APIs are addresses themselves: their slashes would end the segment, and an
/// encoded slash is read in three ways by those whom it passes. So what is not plain is written with a tilde.
/// </summary>
public static class Segment
{
    private const char Mark = '~';
    private const int CodeLength = 3;

    // Pages of their own, where a thing of that name would stand.
    private static readonly string[] Taken = ["new", "scopes"];

    public static string Write(string name)
    {
        // Browsers take a segment of dots for a way up.
        var isOdd = name.All(c => c == '.') || Taken.Contains(name, StringComparer.Ordinal);
        var segment = new StringBuilder(name.Length);
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)one;
            if (!isOdd && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.'))
                segment.Append(c);
            else
                segment.Append(CultureInfo.InvariantCulture, $"{Mark}{one:X2}");
        }
        return segment.ToString();
    }

    /// <summary>What was written; a segment that was made otherwise is a name as it is.</summary>
    public static string Read(string segment)
    {
        var name = new List<byte>(segment.Length);
        for (var at = 0; at < segment.Length; at++)
        {
            if (segment[at] == Mark && TryRead(segment.AsSpan(at + 1), out var code))
            {
                name.Add(code);
                at += CodeLength - 1;
            }
            else
            {
                name.AddRange(Encoding.UTF8.GetBytes(segment[at].ToString()));
            }
        }
        return Encoding.UTF8.GetString([.. name]);
    }

    private static bool TryRead(ReadOnlySpan<char> rest, out byte code)
    {
        code = 0;
        return rest.Length >= CodeLength - 1
            && byte.TryParse(
                rest[..(CodeLength - 1)],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out code
            );
    }
}
