using Identity.Tests;

namespace Identity.EndToEnd;

/// <summary>Sends what a test of a process sends over HTTP.</summary>
internal static class Http
{
#pragma warning disable RS0030 // The one client of all tests that talk to a process.
    private static readonly HttpClient Client = new();
#pragma warning restore RS0030

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> GetAsync(string url) => Client.GetAsync(new Uri(url), Ct);

    public static async Task<TestAnswer> PostAsync(
        string url,
        TestClient? client,
        params (string Name, string Value)[] form
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        if (client is not null)
            request.Headers.Authorization = TestClients.Basic(client.Id, client.Secret!);
        return await SendAsync(request);
    }

    public static async Task<TestAnswer> SendAsync(HttpRequestMessage request)
    {
        var response = await Client.SendAsync(request, Ct);
        return new TestAnswer(response, await response.Content.ReadAsStringAsync(Ct));
    }
}
