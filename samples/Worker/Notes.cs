using System.Net.Http.Json;

namespace Worker;

/// <summary>The API that this program calls: samples/Api.Express.</summary>
internal sealed class Notes(HttpClient http)
{
    public async Task<int> CountAsync(CancellationToken ct) =>
        (await http.GetFromJsonAsync<Note[]>("notes", ct))?.Length ?? 0;

    private sealed record Note(string Text);
}
