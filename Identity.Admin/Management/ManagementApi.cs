using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;
using Identity.Authentication;

namespace Identity.Admin.Management;

/// <summary>The server's management API, called for the administrator whose circuit this is.</summary>
/// <remarks>One for each circuit. What is refused is a value; no exception leaves here.</remarks>
public sealed class ManagementApi(IHttpClientFactory clients, Caller caller)
{
    public const string Client = "management";

    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json", "utf-8");
    private static readonly MediaTypeHeaderValue PlainJson = new("application/json", "utf-8");

    private readonly IdempotencyKeys _keys = new();

    /// <summary>Says that the token was refused: whatever is on the screen, it is over.</summary>
    public event Action? SignedOut;

    public Task<Answer<T>> GetAsync<T>(string path, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Get, path, null, ReadAsync<T>, ct);

    public Task<Answer<Listing<T>>> ListAsync<T>(string path, ListQuery query, CancellationToken ct = default) =>
        GetAsync<Listing<T>>(path + query, ct);

    /// <summary>A thing that can be changed, with its tag.</summary>
    public Task<Answer<Kept<T>>> FindAsync<T>(string path, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Get, path, null, KeepAsync<T>, ct);

    /// <summary>Changes the members that the patch names, if nobody has changed the thing since the tag was read.</summary>
    /// <remarks>RFC 7396 §2.</remarks>
    public Task<Answer<Kept<T>>> PatchAsync<T>(
        string path,
        JsonObject patch,
        string etag,
        CancellationToken ct = default
    ) => SendAsync(HttpMethod.Patch, path, new Sent(patch, etag, MergePatch), KeepAsync<T>, ct);

    /// <summary>Puts a whole thing in the place of what there is.</summary>
    public Task<Answer<Kept<T>>> PutAsync<T>(
        string path,
        JsonObject whole,
        string etag,
        CancellationToken ct = default
    ) => SendAsync(HttpMethod.Put, path, new Sent(whole, etag), KeepAsync<T>, ct);

    public Task<Answer<T>> CreateAsync<T>(string path, object body, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, path, new Sent(body, IsCreation: true), ReadAsync<T>, ct);

    /// <summary>Has something done that answers nothing of interest.</summary>
    public Task<Answer<Nothing>> DoAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? etag = null,
        CancellationToken ct = default
    ) => SendAsync(method, path, new Sent(body, etag), (_, _) => Task.FromResult(default(Nothing)), ct);

    public Task<Answer<T>> DoAsync<T>(
        HttpMethod method,
        string path,
        object? body = null,
        string? etag = null,
        CancellationToken ct = default
    ) => SendAsync(method, path, new Sent(body, etag), ReadAsync<T>, ct);

    private async Task<Answer<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        Sent? sent,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken ct
    )
    {
        var body = sent?.Body is null ? null : JsonSerializer.Serialize(sent.Body, Json.Options);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.ForPerson(await caller.PersonAsync());
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = sent!.Type ?? PlainJson;
        }
        if (sent?.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        if (sent is { IsCreation: true })
            request.Headers.Add("Idempotency-Key", _keys.For(path, body!));
        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, ct);
            if (sent is { IsCreation: true })
                _keys.Answered(path, body!);
            if (answer.IsSuccessStatusCode)
                return new(await read(answer, ct));
            var problem = await ProblemReader.ReadAsync(answer, ct);
            if (problem.Kind == ProblemKind.SignedOut)
                SignedOut?.Invoke();
            return new(problem);
        }
        catch (HttpRequestException)
        {
            return new(Problem.Away);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(Problem.Away);
        }
        catch (JsonException)
        {
            return new(new Problem(ProblemKind.Failed, "The server's answer could not be read."));
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken ct) =>
        await JsonSerializer.DeserializeAsync<T>(await answer.Content.ReadAsStreamAsync(ct), Json.Options, ct)
        ?? throw new JsonException("The answer is empty.");

    private static async Task<Kept<T>> KeepAsync<T>(HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await ReadAsync<JsonObject>(answer, ct);
        return new Kept<T>(
            body.Deserialize<T>(Json.Options) ?? throw new JsonException("The answer is empty."),
            answer.Headers.ETag?.ToString() ?? "*",
            body
        );
    }

    private sealed record Sent(
        object? Body,
        string? ETag = null,
        MediaTypeHeaderValue? Type = null,
        bool IsCreation = false
    );
}
