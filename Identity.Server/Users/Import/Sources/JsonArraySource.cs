using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Identity.Server.Users.Import.Sources;

/// <summary>Accounts as the objects of one JSON array, read as the file goes by.</summary>
internal sealed class JsonArraySource(Stream file) : IImportSource
{
    public Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    public async IAsyncEnumerable<SourceRow> ReadAsync(
        IReadOnlyCollection<string> columns,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var number = 0L;
        await using var objects = JsonSerializer
            .DeserializeAsyncEnumerable<JsonElement>(file, cancellationToken: ct)
            .GetAsyncEnumerator(ct);
        while (await NextAsync(objects))
            yield return JsonRow.Read(++number, objects.Current);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<JsonElement> objects)
    {
        try
        {
            return await objects.MoveNextAsync();
        }
        catch (JsonException e)
        {
            // The framework's own message would repeat a part of the file.
            throw new InvalidOperationException($"The file is not a JSON array, from line {e.LineNumber + 1} on.", e);
        }
    }
}
