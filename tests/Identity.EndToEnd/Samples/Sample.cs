using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>A sample, started by the command of its README on a port of its own.</summary>
internal sealed class Sample : IAsyncDisposable
{
    private readonly RunningServer _process;

    private Sample(RunningServer process, int port)
    {
        _process = process;
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    public string Address { get; }

    public string Printed => _process.Printed;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string FolderOf(string sample) => Path.Join(Checkout.Root, "samples", sample);

    /// <summary>Skips the test where a sample's Node packages are not installed.</summary>
    public static void NeedNodePackages(string sample) =>
        Assert.SkipUnless(
            Directory.Exists(Path.Join(FolderOf(sample), "node_modules")),
            $"The Node packages are not installed: npm ci in samples/{sample}."
        );

    /// <summary>Starts it, and returns when its port answers.</summary>
    /// <param name="sample">Its folder, in which the command is run.</param>
    /// <param name="port">Where it is told to listen.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="command">The program, and its arguments.</param>
    public static async Task<Sample> StartAsync(
        string sample,
        int port,
        IReadOnlyDictionary<string, string> environment,
        params string[] command
    )
    {
        var started = new Sample(Start(sample, environment, command), port);
        var isListening = false;
        try
        {
            await started.ListensAsync(port);
            isListening = true;
            return started;
        }
        finally
        {
            if (!isListening)
                await started.DisposeAsync();
        }
    }

    /// <summary>Starts one in C# that listens to nobody, as the build has made it.</summary>
    public static RunningServer StartProgram(string sample, IReadOnlyDictionary<string, string> environment) =>
        Start(sample, environment, ["dotnet", Checkout.BinaryOf(sample)]);

    /// <summary>Starts one that listens to nobody.</summary>
    public static RunningServer Start(string sample, IReadOnlyDictionary<string, string> environment, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = FolderOf(sample),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunningServer(Process.Start(start)!);
    }

    /// <summary>Calls it as an app does, with a token or without one.</summary>
    public async Task<TestAnswer> CallAsync(HttpMethod method, string path, string? token, string? json = null)
    {
        using var request = new HttpRequestMessage(method, Address + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    public Task<TestAnswer> GetAsync(string path, string? token) => CallAsync(HttpMethod.Get, path, token);

    /// <summary>Asserts that it refuses a token as RFC 6750 §3 wants it.</summary>
    public async Task RefusesAsync(string path, string? token, string challenge, HttpStatusCode status)
    {
        var answer = await GetAsync(path, token);
        Assert.Equal(status, answer.Response.StatusCode);
        Assert.Equal(challenge, answer.Response.Headers.WwwAuthenticate.ToString());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task ListensAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            Assert.False(_process.HasEnded, $"The sample ended.\n{Printed}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, Ct);
                return;
            }
            catch (SocketException) when (attempt < 800)
            {
                await Task.Delay(25, Ct);
            }
        }
    }
}
