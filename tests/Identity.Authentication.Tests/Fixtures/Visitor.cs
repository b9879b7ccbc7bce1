using System.Net;
using System.Text.Json;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>A browser with cookies of its own, which goes where it is sent when a test has it go.</summary>
internal sealed class Visitor : IDisposable
{
    private const int MostRedirects = 10;

    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Visitor(Uri app)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies };
        _http = new HttpClient(handler) { BaseAddress = app };
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IEnumerable<Cookie> Cookies => _cookies.GetAllCookies();

    /// <summary>One request, without following anything.</summary>
    public Task<HttpResponseMessage> GetAsync(string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return _http.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] form) =>
        _http.PostAsync(
            new Uri(address, UriKind.RelativeOrAbsolute),
            new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
            Ct
        );

    /// <summary>Goes where it is sent, until it is somewhere.</summary>
    public async Task<HttpResponseMessage> ArriveAsync(string address)
    {
        var answer = await GetAsync(address);
        for (var i = 0; i < MostRedirects && answer.Headers.Location is { } next; i++)
            answer = await GetAsync(next.ToString());
        return answer;
    }

    /// <summary>Goes to the provider and stops with its answer in hand, before the app has it.</summary>
    public async Task<string> BringAnswerAsync(string address = "/me")
    {
        var away = await GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        var back = await GetAsync(away.Headers.Location!.ToString());
        return back.Headers.Location!.ToString();
    }

    /// <summary>What the app knows of who is signed in.</summary>
    public async Task<JsonElement> MeAsync()
    {
        var answer = await GetAsync("/me");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
    }

    public async Task<bool> IsSignedInAsync() => (await GetAsync("/me")).StatusCode == HttpStatusCode.OK;

    /// <summary>Another browser that has the same cookies, as a thief would.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(_http.BaseAddress!);
        copy._cookies.Add(_cookies.GetAllCookies());
        return copy;
    }

    public void Dispose() => _http.Dispose();
}
