namespace Bff;

/// <summary>Passes the page's calls on to the API, and puts the token in that the page does not have.</summary>
internal static class Forwarding
{
    public const string Api = "notes";

    private const long LongestBody = 64 * 1024;

    /// <param name="path">Within the API; the host is ours to say.</param>
    public static async Task<IResult> ForwardAsync(
        string? path,
        HttpContext http,
        IHttpClientFactory clients,
        CancellationToken ct
    )
    {
        if (http.Request.ContentLength > LongestBody)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var client = clients.CreateClient(Api);
        var address = new UriBuilder(client.BaseAddress!) { Path = path, Query = http.Request.QueryString.Value };
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), address.Uri);
        if (http.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }
        try
        {
            using var answer = await client.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            var type = answer.Content.Headers.ContentType?.ToString();
            return Results.Text(body, type, statusCode: (int)answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            return Results.StatusCode(StatusCodes.Status502BadGateway);
        }
    }
}
