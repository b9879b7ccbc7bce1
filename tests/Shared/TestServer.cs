using System.Net.Sockets;
using System.Security.Cryptography;
using Identity.Server.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Identity.Tests;

/// <summary>The whole server in this process: real Kestrel on a free loopback port, real PostgreSQL, quick passwords.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>One key for every server that a run of tests starts, in this process or beside it: two on one database are two nodes.</summary>
    public static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly WebApplication _app;

    private TestServer(WebApplication app, string issuer)
    {
        _app = app;
        Issuer = issuer;
#pragma warning disable RS0030 // The client that every test of this server shares.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(issuer) };
#pragma warning restore RS0030
    }

    public string Issuer { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestServer> StartAsync(
        string connectionString,
        CancellationToken ct,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null
    )
    {
        var issuer = $"http://127.0.0.1:{FreePort.Take()}";
        var all = Settings(connectionString, issuer);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            all[key] = value;
        var start = new ServerStart(all, IsServing: true) { Clock = clock ?? TimeProvider.System };
        var app = await Server.Program.BuildAsync(start, ct);
        // The issuer may be another's: two nodes share one.
        var server = new TestServer(app, issuer);
        var isStarted = false;
        try
        {
            await app.StartAsync(ct);
            // Jobs go by the same clock: what one does as soon as it is moved would surprise the test.
            if (clock is not null)
                await (await server.Get<ISchedulerFactory>().GetScheduler(ct)).PauseAll(ct);
            isStarted = true;
            return server;
        }
        finally
        {
            if (!isStarted)
                await server.DisposeAsync();
        }
    }

    public static Dictionary<string, string?> Settings(string connectionString, string address) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["ConnectionStrings:Identity"] = connectionString,
            ["Issuer"] = address,
            ["Urls"] = address,
            ["MasterKey:Value"] = MasterKey,
            ["Mail:Transport"] = "Mailbox",
            ["Passwords:Cost"] = "4",
            // Every test comes from one address; those about it say otherwise.
            ["Throttling:AttemptsPerSource"] = "1000000",
            ["Throttling:RequestsPerSource"] = "1000000",
            ["Throttling:SignInsPerSource"] = "1000000",
            // By provider: it goes before what the product says of single categories.
            ["Logging:Console:LogLevel:Default"] = "None",
        };

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
