using System.Text;

namespace Identity.Server.Commands.Settings;

/// <summary>A line of a `.env` file that sets something.</summary>
internal sealed record DotEnvLine(int Number, string Name, string Value);

/// <summary>A line that could not be read, and why.</summary>
internal sealed record DotEnvFault(int Number, string Why);

/// <summary>Reads the `.env` files that other frameworks keep their settings in.</summary>
/// <remarks>
/// Comments, `export`, single quotes (as it stands), double quotes (with \n, \r, \t, \" and \\), and nothing else: what looks like a
/// variable within a value is left as it is, for the tools that wrote these files do not agree on what it means.
/// </remarks>
internal sealed record DotEnv(IReadOnlyList<DotEnvLine> Lines, IReadOnlyList<DotEnvFault> Faults)
{
    public const int LongestFile = 64 * 1024;
    public const int LongestValue = 8 * 1024;

    /// <summary>Of a name that is set twice, the last counts.</summary>
    public IEnumerable<DotEnvLine> Effective =>
        Lines.GroupBy(line => line.Name, StringComparer.Ordinal).Select(same => same.Last());

    public static DotEnv Read(string text)
    {
        if (text.Length > LongestFile)
            return new DotEnv([], [new DotEnvFault(1, $"the file is longer than {LongestFile} characters")]);
        var (lines, faults) = (new List<DotEnvLine>(), new List<DotEnvFault>());
        var rows = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < rows.Length; at++)
        {
            var number = at + 1;
            var row = rows[at].Trim();
            if (row is [] or ['#', ..])
                continue;
            if (row.StartsWith("export ", StringComparison.Ordinal))
                row = row["export ".Length..].TrimStart();
            var equals = row.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : row[..equals].TrimEnd();
            if (!IsName(name))
            {
                faults.Add(new DotEnvFault(number, "is not of the form NAME=value"));
                continue;
            }

            var value = row[(equals + 1)..].TrimStart();
            if (value is ['"' or '\'', ..])
            {
                // A quoted value may go on over the next lines.
                while (EndOfQuote(value) < 0 && at + 1 < rows.Length && value.Length <= LongestValue)
                    value += "\n" + rows[++at];
            }
            if (ReadValue(value) is not { } read)
                faults.Add(new DotEnvFault(number, $"{name} has a quote that does not end, or something behind it"));
            else if (read.Length > LongestValue)
                faults.Add(new DotEnvFault(number, $"{name} is longer than {LongestValue} characters"));
            else
                lines.Add(new DotEnvLine(number, name, read));
        }
        return new DotEnv(lines, faults);
    }

    private static bool IsName(string name) =>
        name is [not (>= '0' and <= '9'), ..]
        && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '.' or '-');

    private static string? ReadValue(string value)
    {
        if (value is not ['"' or '\'', ..])
        {
            var comment = value.StartsWith('#') ? 0 : value.IndexOf(" #", StringComparison.Ordinal);
            return (comment < 0 ? value : value[..comment]).TrimEnd();
        }

        var end = EndOfQuote(value);
        if (end < 0 || value[(end + 1)..].TrimStart() is not ([] or ['#', ..]))
            return null;
        var inside = value[1..end];
        return value[0] is '"' ? Unescape(inside) : inside;
    }

    private static int EndOfQuote(string value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[0] is '"' && value[i] is '\\')
                i++;
            else if (value[i] == value[0])
                return i;
        }
        return -1;
    }

    private static string Unescape(string inside)
    {
        var text = new StringBuilder(inside.Length);
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i] is not '\\' || i + 1 == inside.Length)
            {
                text.Append(inside[i]);
                continue;
            }
            _ = inside[++i] switch
            {
                'n' => text.Append('\n'),
                'r' => text.Append('\r'),
                't' => text.Append('\t'),
                '"' or '\\' or '$' => text.Append(inside[i]),
                var other => text.Append('\\').Append(other),
            };
        }
        return text.ToString();
    }
}
