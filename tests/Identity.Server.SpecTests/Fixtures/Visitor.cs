using System.Net;
using System.Text.RegularExpressions;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>A page as somebody without JavaScript gets it.</summary>
internal sealed partial record Visit(HttpResponseMessage Response, string Body)
{
    public int Status => (int)Response.StatusCode;

    public string? Location => Response.Headers.Location?.ToString();

    /// <summary>What the page is about, or where it leads.</summary>
    public string Heading => Location ?? WebUtility.HtmlDecode(HeadingTag().Match(Body).Groups["text"].Value.Trim());

    /// <summary>The page without what is another at each request: the antiforgery token, and the number of a fault.</summary>
    public string Comparable => FaultNumber().Replace(FormToken().Replace(Body, ""), "");

    public string? Token => FormToken().Match(Body) is { Success: true } token ? token.Groups["value"].Value : null;

    [GeneratedRegex("<h1>(?<text>[^<]*)</h1>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadingTag();

    [GeneratedRegex(
        """<input name="form" type="hidden" value="(?<value>[^"]+)" />""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FormToken();

    [GeneratedRegex("\\b[0-9a-f]{32}\\b", RegexOptions.None, 1000)]
    private static partial Regex FaultNumber();
}

/// <summary>Somebody at a browser of their own, without JavaScript: it keeps cookies and follows nothing by itself.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly TestServer? _server;

    /// <param name="server">The server it visits, at the address it listens on: the issuer may be another.</param>
    public Visitor(TestServer server)
        : this(server.Http.BaseAddress!) => _server = server;

    public Visitor(Uri address)
    {
        Address = address;
#pragma warning disable RS0030 // A browser of its own, with its own cookies.
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = _cookies,
                UseCookies = true,
            }
        )
        {
            BaseAddress = Address,
        };
#pragma warning restore RS0030
        _http.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        _http.DefaultRequestHeaders.Add(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        );
    }

    public Uri Address { get; }

    /// <summary>Whether a trace is asked beforehand. Not where a test counts what the server asks of others.</summary>
    public bool IsForetold { get; init; } = true;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string? this[string cookie] => _cookies.GetCookies(Address)[cookie]?.Value;

    public void Plant(string name, string value) => _cookies.Add(Address, new Cookie(name, value, "/"));

    public void Dispose() => _http.Dispose();

    public async Task<Visit> GetAsync(string path, Action<HttpRequestMessage>? spoil = null)
    {
        var foretold = _server is null || !IsForetold ? null : await Foretold.AskAsync(_server, path);
        var visit = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), spoil);
        foretold?.ShouldComeTrue(visit);
        return visit;
    }

    /// <summary>Posts a form as it stands, without having seen its page.</summary>
    public Task<Visit> PostAsync(string path, params (string Name, string Value)[] form) =>
        PostAsync(path, spoil: null, form);

    /// <summary>The same, with a request that a test has spoilt.</summary>
    public Task<Visit> PostAsync(
        string path,
        Action<HttpRequestMessage>? spoil,
        params (string Name, string Value)[] form
    ) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
            },
            spoil
        );

    /// <summary>Opens a page and sends its form.</summary>
    public async Task<Visit> SubmitAsync(string path, params (string Name, string Value)[] form)
    {
        var page = await GetAsync(path);
        return page.Token is { } token ? await PostAsync(path, [.. form, ("form", token)]) : page;
    }

    public Task<Visit> SignInAsync(string email, string password = TestClients.Password) =>
        SubmitAsync("/signin", ("email", email), ("password", password));

    private async Task<Visit> SendAsync(HttpRequestMessage request, Action<HttpRequestMessage>? spoil)
    {
        using (request)
        {
            spoil?.Invoke(request);
            var response = await _http.SendAsync(request, Ct);
            return new Visit(response, await response.Content.ReadAsStringAsync(Ct));
        }
    }
}
