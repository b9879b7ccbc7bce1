using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Users;

/// <summary>A small server of the range protocol, as an operator may run one beside Identity.</summary>
internal sealed class BreachMirror : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _hashes = [];

    private BreachMirror(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.First()}/range";

    /// <summary>What it was asked: paths, and whether padding was wanted.</summary>
    public ConcurrentQueue<(string Path, bool WantsPadding)> Asked { get; } = new();

    /// <summary>Answers something else in place of the list.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<BreachMirror> StartAsync(params string[] passwords)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var mirror = new BreachMirror(app);
        mirror._hashes.AddRange(passwords.Select(Hash));
        app.Run(mirror.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return mirror;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

#pragma warning disable RS0030, CA5350 // The protocol is made of SHA-1.
    public static string Hash(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore RS0030, CA5350

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Asked.Enqueue((path, context.Request.Headers["Add-Padding"] == "true"));
        if (Instead is not null)
            return Instead(context);

        var prefix = path["/range/".Length..];
        var found = _hashes.Where(hash => hash.StartsWith(prefix, StringComparison.Ordinal));
        var padding = Enumerable.Range(0, 20).Select(i => $"{i:X35}:0");
        return context.Response.WriteAsync(
            string.Join("\r\n", [.. found.Select(hash => $"{hash[5..]}:4711"), .. padding])
        );
    }
}
