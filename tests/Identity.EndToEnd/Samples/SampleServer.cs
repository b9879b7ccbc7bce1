using System.Diagnostics;
using System.Globalization;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>The server as developers have it beside a sample: a process, and a command line that their README tells them to use.</summary>
public sealed class SampleServer(TestDatabases databases) : IAsyncLifetime
{
    private readonly WorkFolder _folder = new();
    private readonly int _port = FreePort.Take();
    private readonly Dictionary<string, Registered> _registered = new(StringComparer.Ordinal);
    private TestDatabase? _database;
    private RunningServer? _server;

    public string Issuer => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    /// <summary>The issuer as nginx and the like name it.</summary>
    public string HostAndPort => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public string TokenEndpoint => $"{Issuer}/connect/token";

    internal string Folder => _folder.Path;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServerBinary Binary
    {
        get
        {
            var binary = ServerBinary.Development(_folder.Path, _port);
            binary.Environment["IDENTITY__ConnectionStrings__Identity"] = _database!.ConnectionString;
            binary.Environment["IDENTITY__Throttling__AttemptsPerSource"] = "1000000";
            binary.Environment["IDENTITY__Throttling__RequestsPerSource"] = "1000000";
            binary.Environment["IDENTITY__Registration__Mode"] = "Open";
            binary.Environment["IDENTITY__Registration__Scopes"] = "openid profile email offline_access mcp";
            return binary;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _server = await Binary.ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Does what the first shell block of a sample's README says, word for word but for the addresses.</summary>
    /// <param name="sample">Its folder.</param>
    /// <param name="environment">What the block is to find set.</param>
    /// <param name="instead">What stands in the README, and what the test has in its place.</param>
    internal async Task<Registered> RegisterAsync(
        string sample,
        IReadOnlyDictionary<string, string>? environment = null,
        params (string Written, string Meant)[] instead
    )
    {
        var readme = await File.ReadAllTextAsync(Path.Join(Sample.FolderOf(sample), "README.md"), Ct);
        var block = readme.Split("```sh\n")[1].Split("```")[0];
        Assert.Contains("identity ", block, StringComparison.Ordinal);
        foreach (var (written, meant) in instead)
        {
            Assert.Contains(written, block, StringComparison.Ordinal);
            block = block.Replace(written, meant, StringComparison.Ordinal);
        }
        var start = new ProcessStartInfo(
            "bash",
            ["-euo", "pipefail", "-c", $"identity() {{ dotnet '{Checkout.ServerBinary}' \"$@\"; }}\n{block}"]
        )
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Binary.Environment)
            start.Environment[name] = value;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return new Registered(new Finished(process.ExitCode, await output, await errors).Lines());
    }

    /// <summary>The same for a sample that several tests start: the first of them registers it.</summary>
    internal async Task<Registered> RegisterOnceAsync(string sample, params (string Written, string Meant)[] instead) =>
        _registered.TryGetValue(sample, out var known)
            ? known
            : _registered[sample] = await RegisterAsync(sample, environment: null, instead);

    internal Task<Finished> RunAsync(params string[] arguments) => Binary.RunAsync(arguments);

    /// <summary>Runs a command that reads from its standard input.</summary>
    internal Task<Finished> RunWithInputAsync(string input, params string[] arguments) =>
        Binary.RunWithInputAsync(input, arguments);

    /// <summary>Runs a command that finds a variable set.</summary>
    internal Task<Finished> RunWithAsync(string variable, string value, params string[] arguments)
    {
        var binary = Binary;
        binary.Environment[variable] = value;
        return binary.RunAsync(arguments);
    }

    /// <summary>A verified account, with the password of all tests.</summary>
    internal async Task<string> AddUserAsync()
    {
        var email = $"{TestClients.Unique("sample")}@example.com";
        var made = await Binary.RunWithInputAsync(
            TestClients.Password + "\n",
            ["users", "create", email, "--name", "Test Person"]
        );
        Assert.StartsWith("created", made.Lines()[0], StringComparison.Ordinal);
        return email;
    }

    /// <summary>An access token that a client of the README asks for in its own name.</summary>
    internal async Task<string> TokenAsync(TestClient client, params (string Name, string Value)[] more)
    {
        var answer = await Http.PostAsync(TokenEndpoint, client, [("grant_type", "client_credentials"), .. more]);
        Assert.True(answer.Status == 200, answer.Body);
        return answer["access_token"]!;
    }
}

/// <summary>What the command line printed while a sample was registered.</summary>
internal sealed record Registered(string[] Lines)
{
    /// <summary>A client that was created, with the secret that was shown for it.</summary>
    public TestClient this[string clientId] =>
        new(clientId, Lines[Array.IndexOf(Lines, $"created {clientId}") + 1]["secret: ".Length..]);
}

/// <summary>One server for the tests of all samples.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // The name that xunit has for it.
public sealed class SampleCollection : ICollectionFixture<SampleServer>
#pragma warning restore CA1711
{
    public const string Name = "samples";
}
