using System.Globalization;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>The samples that keep people's sessions on a server of their own, with samples/Api.Express behind them.</summary>
internal sealed class NotesApps(SampleServer server, Sample api) : IAsyncDisposable
{
    private readonly List<Sample> _apps = [];

    public static async Task<NotesApps> StartAsync(SampleServer server)
    {
        Sample.NeedNodePackages("Api.Express");
        await server.RegisterOnceAsync("Api.Express");
        return new NotesApps(server, await ExpressApiTests.StartAsync(server));
    }

    /// <summary>Registers an app as its README says, and starts it.</summary>
    /// <param name="sample">Its folder.</param>
    /// <param name="written">Its name and its address in the README.</param>
    /// <param name="tokenLife">How long its access tokens live; null for as long as everybody's.</param>
    public async Task<Sample> AddAsync(string sample, (string Name, string Address) written, string? tokenLife = null)
    {
        var port = FreePort.Take();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var client = string.Create(CultureInfo.InvariantCulture, $"{written.Name}-{port}");
        var name = tokenLife is null ? "--name Notes" : $"--name Notes --access-token-lifetime {tokenLife}";
        var registered = await server.RegisterAsync(
            sample,
            instead: [(written.Name, client), (written.Address, address), ("--name Notes", name)]
        );
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ISSUER"] = server.Issuer,
            ["CLIENT_ID"] = client,
            ["CLIENT_SECRET"] = registered[client].Secret!,
            ["API"] = api.Address,
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        var app = await Sample.StartAsync(sample, port, environment, "dotnet", Checkout.BinaryOf(sample));
        _apps.Add(app);
        return app;
    }

    public Task<Sample> AddWebAppAsync(string? tokenLife = null) =>
        AddAsync("WebApp", ("notes-web", "http://localhost:5002"), tokenLife);

    public Task<Sample> AddBffAsync(string? tokenLife = null) =>
        AddAsync("Bff", ("notes-bff", "http://localhost:5003"), tokenLife);

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        await api.DisposeAsync();
    }
}
