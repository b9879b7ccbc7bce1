namespace Identity.Server.Commands;

/// <summary>Lays out rows for a terminal: columns as wide as their widest cell.</summary>
internal static class Table
{
    public static IEnumerable<string> Of(string[] header, IEnumerable<string[]> rows)
    {
        string[][] all = [header, .. rows];
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row =>
            string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()
        );
    }
}
