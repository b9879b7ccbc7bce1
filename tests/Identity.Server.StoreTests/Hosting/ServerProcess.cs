using System.Diagnostics;
using Identity.Server.Database;
using Identity.Tests;

namespace Identity.Server.StoreTests.Hosting;

/// <summary>The server's own binary in a process of its own, so that a test can kill it as nothing in this process can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly HttpClient _http;
    private Process? _process;

    /// <param name="connectionString">Where its database is.</param>
    /// <param name="settings">What differs from the settings of every test server.</param>
    public ServerProcess(string connectionString, params (string Key, string Value)[] settings)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        _settings = TestServer.Settings(connectionString, address);
        _settings["Issuer"] = Nodes.Issuer;
        foreach (var (key, value) in settings)
            _settings[key] = value;
#pragma warning disable RS0030 // The one client of this process.
        _http = new HttpClient { BaseAddress = new Uri(address) };
#pragma warning restore RS0030
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts the process and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ServerDbContext).Assembly.Location, "serve"])
        {
            UseShellExecute = false,
        };
        foreach (var (key, value) in _settings)
            start.Environment["IDENTITY__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process?.Dispose();
        _process = Process.Start(start)!;
        await Eventually.TrueAsync(TimeSpan.FromSeconds(60), IsReadyAsync);
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Ct);
    }

    /// <returns>The answer, or null where the process died before it was whole.</returns>
    public async Task<TestAnswer?> PostAsync(string path, TestClient client, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        request.Headers.Authorization = TestClients.Basic(client.Id, client.Secret!);
        try
        {
            using var response = await _http.SendAsync(request, Ct);
            return new TestAnswer(response, await response.Content.ReadAsStringAsync(Ct));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process!.HasExited, "The server ended at its start.");
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
