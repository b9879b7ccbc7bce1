using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Accounts as JSON objects, one on each line.</summary>
internal sealed class JsonLinesSource(Stream file) : IImportSource
{
    public const int LongestLine = 64 * 1024;

    public Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    public async IAsyncEnumerable<SourceRow> ReadAsync(
        IReadOnlyCollection<string> columns,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var text = SourceText.Open(file);
        var number = 0L;
        await foreach (var line in LinesAsync(text, ct))
        {
            number++;
            if (line.Trim() is { Length: > 0 } json)
                yield return Parse(number, json);
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static SourceRow Parse(long number, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonRow.Read(number, document.RootElement);
        }
        catch (JsonException)
        {
            return SourceRow.Broken(number, "it is not JSON");
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        TextReader text,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var buffer = new char[16 * 1024];
        var line = new StringBuilder();
        while (await SourceText.ReadAsync(text, buffer, ct) is > 0 and var filled)
        {
            for (var start = 0; start < filled; )
            {
                var rest = buffer.AsMemory(start, filled - start);
                var end = rest.Span.IndexOf('\n');
                line.Append(end < 0 ? rest : rest[..end]);
                if (line.Length > LongestLine)
                    throw new InvalidOperationException($"A line is longer than {LongestLine} characters.");
                start += end < 0 ? rest.Length : end + 1;
                if (end < 0)
                    continue;
                yield return line.ToString();
                line.Clear();
            }
        }
        if (line.Length > 0)
            yield return line.ToString();
    }
}
