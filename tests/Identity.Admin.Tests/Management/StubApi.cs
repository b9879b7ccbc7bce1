using System.Net;
using System.Security.Claims;
using System.Text;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components.Authorization;

namespace Identity.Admin.Tests.Management;

/// <summary>A management API that answers as a test says, and remembers what it was asked.</summary>
internal sealed class StubApi : HttpMessageHandler, IHttpClientFactory
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = [];

    public StubApi()
    {
        var caller = new Caller(new NoCircuit());
        caller.Is(new ClaimsPrincipal());
        Api = new ManagementApi(this, caller);
    }

    public ManagementApi Api { get; }

    public List<(HttpRequestMessage Request, string? Body)> Asked { get; } = [];

    public StubApi Answers(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            var type = (int)status >= 400 ? "application/problem+json" : "application/json";
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
            foreach (var (name, value) in headers)
                answer.Headers.TryAddWithoutValidation(name, value);
            return answer;
        });
        return this;
    }

    public StubApi IsAway()
    {
        _answers.Enqueue(() => throw new HttpRequestException("Connection refused."));
        return this;
    }

    public HttpClient CreateClient(string name) =>
#pragma warning disable RS0030 // A client of this handler: it reaches nothing.
        new(this, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1/api/v1/") };
#pragma warning restore RS0030

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Asked.Add((request, request.Content is null ? null : await request.Content.ReadAsStringAsync(ct)));
        return _answers.Dequeue()();
    }

    private sealed class NoCircuit : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            throw new InvalidOperationException("A test says who it is.");
    }
}
