using System.Runtime.CompilerServices;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Accounts in a table of comma-separated values whose first line names the columns.</summary>
internal sealed class CsvSource(Stream file) : IImportSource
{
    private readonly CsvText _csv = new(SourceText.Open(file));
    private string[]? _header;

    public async Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct) =>
        _header ??= await HeaderAsync(ct);

    public async IAsyncEnumerable<SourceRow> ReadAsync(
        IReadOnlyCollection<string> columns,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var header = _header ??= await HeaderAsync(ct);
        while (await _csv.ReadAsync(ct) is { } record)
        {
            if (record.Fields.Count != header.Length)
            {
                var problem = $"it has {record.Fields.Count} fields, and the header has {header.Length}";
                yield return SourceRow.Broken(record.Line, problem);
                continue;
            }

            var values = new Dictionary<string, string?>(header.Length, StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < header.Length; i++)
                values[header[i]] = record.Fields[i];
            yield return new SourceRow(record.Line, values);
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private async Task<string[]> HeaderAsync(CancellationToken ct)
    {
        if (await _csv.ReadAsync(ct) is not { } first)
            throw new InvalidOperationException("The file is empty: its first line has to name the columns.");
        string[] names = [.. first.Fields.Select(name => name.Trim())];
        if (names.Any(name => name.Length == 0))
            throw new InvalidOperationException("The first line has to name the columns, and one of them has no name.");
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? names
            : throw new InvalidOperationException("The first line names a column twice.");
    }
}
