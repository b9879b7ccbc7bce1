namespace WebApp;

/// <summary>The notes of whoever is signed in, kept by an API that reads access tokens.</summary>
internal sealed class Notes(IHttpClientFactory clients)
{
    public sealed record Note(string Text);

    /// <returns>Null while the API is away.</returns>
    public async Task<IReadOnlyList<Note>?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await clients.CreateClient("notes").GetFromJsonAsync<List<Note>>("/notes", ct);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <returns>Whether it is kept.</returns>
    public async Task<bool> WriteAsync(string text, CancellationToken ct)
    {
        try
        {
            using var answer = await clients.CreateClient("notes").PostAsJsonAsync("/notes", new Note(text), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
