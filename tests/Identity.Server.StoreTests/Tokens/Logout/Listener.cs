using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Identity.Server.StoreTests.Tokens.Logout;

/// <summary>A client that listens for logouts on this machine, and answers what a test says.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Listener(WebApplication app) => _app = app;

    /// <summary>The tokens it was sent, in the order in which they came.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>What other clients are sent for, and this one should not be: wrong methods, types or parameters.</summary>
    public ConcurrentQueue<string> Odd { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public string Uri => $"{_app.Urls.Single()}/logout";

    public static async Task<Listener> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var listener = new Listener(app);
        app.Run(listener.HearAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HearAsync(HttpContext http)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : null;
        if (http.Request.Method == "POST" && form?.Count == 1 && form["logout_token"] is [{ } token])
            Heard.Enqueue(token);
        else
            Odd.Enqueue($"{http.Request.Method} {http.Request.GetEncodedPathAndQuery()} {http.Request.ContentType}");
        await Answer(http);
    }
}
