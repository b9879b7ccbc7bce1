using System.Text;

namespace Identity.Admin.Blocks.Lists;

/// <summary>Writes a table that spreadsheets read, and in which no cell is a formula.</summary>
/// <remarks>RFC 4180 §2.</remarks>
public static class Csv
{
    private const string FormulaStarts = "=+-@\t\r";

    public static string Write(IEnumerable<IEnumerable<string?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        // A spreadsheet would run it: an apostrophe makes it text.
        var safe = FormulaStarts.Contains(value[0], StringComparison.Ordinal) ? "'" + value : value;
        return safe.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }
}
