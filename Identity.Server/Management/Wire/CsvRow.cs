using System.Text;

namespace Identity.Server.Management.Wire;

/// <summary>Writes rows of CSV that a spreadsheet shows and does not calculate.</summary>
/// <remarks>RFC 4180 §2.</remarks>
internal static class CsvRow
{
    // What a cell begins with that a spreadsheet takes for a formula.
    private const string Formulas = "=+-@\t\r";

    public static string Of(params IEnumerable<string?> cells) => $"{string.Join(',', cells.Select(Cell))}\r\n";

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shown = Formulas.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return shown.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? shown
            : new StringBuilder(shown.Length + 8)
                .Append('"')
                .Append(shown.Replace("\"", "\"\"", StringComparison.Ordinal))
                .Append('"')
                .ToString();
    }
}
