using System.Diagnostics;
using Identity.Tests;

namespace Identity.EndToEnd.Processes;

/// <summary>What a process that has ended said, and how it ended.</summary>
internal sealed record Finished(int Status, string Output, string Errors)
{
    /// <summary>Asserts success, and gives the lines of its output.</summary>
    public string[] Lines()
    {
        Assert.True(Status == 0, $"It ended with status {Status}.\n{this}");
        Assert.Equal("", Errors);
        return Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Asserts that it failed with status 1 and one sentence, and gives the sentence.</summary>
    public string Refusal()
    {
        Assert.True(Status == 1, $"It ended with status {Status}.\n{this}");
        Assert.DoesNotContain("   at ", Output + Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", Output + Errors, StringComparison.Ordinal);
        return Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public override string ToString() => $"--- output\n{Output}\n--- errors\n{Errors}";
}

/// <summary>The server's own binary, run as an operator runs it: in a folder, with an environment and nothing else.</summary>
internal sealed class ServerBinary(string folder)
{
    /// <summary>One for a whole run: what one process has sealed, the next opens. No server starts with one that is written down.</summary>
    public static readonly string MasterKey = TestServer.MasterKey;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Variables on top of an environment that says nothing about us.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public string Folder => folder;

    /// <summary>In production, on a database: what a node has and needs.</summary>
    public static ServerBinary On(string connectionString, string folder) =>
        new(folder)
        {
            Environment =
            {
                ["IDENTITY__ConnectionStrings__Identity"] = connectionString,
                ["IDENTITY__Issuer"] = "https://id.example.com",
                ["IDENTITY__MasterKey__Value"] = MasterKey,
                ["IDENTITY__Mail__Transport"] = "Mailbox",
                ["IDENTITY__Passwords__Cost"] = "4",
            },
        };

    /// <summary>In Development, on a private cluster in the folder.</summary>
    public static ServerBinary Development(string folder, int port) =>
        new(folder)
        {
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["IDENTITY__Issuer"] = $"http://127.0.0.1:{port}",
                ["IDENTITY__Passwords__Cost"] = "4",
            },
        };

    public Task<Finished> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public async Task<Finished> RunWithInputAsync(string input, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var process = Process.Start(Info(arguments))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            try
            {
                await process.StandardInput.WriteAsync(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading what it was given.
            }
            await process.WaitForExitAsync(deadline.Token);
            return new Finished(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Starts a command, for a test that does not let it end.</summary>
    public Process Start(params string[] arguments) => Process.Start(Info(arguments))!;

    /// <summary>Starts a server and returns when it answers.</summary>
    public async Task<RunningServer> ServeAsync(params string[] arguments)
    {
        var server = new RunningServer(Process.Start(Info(["serve", .. arguments]))!);
        await server.PrintsAsync(arguments.Contains("--demo") ? "/connect/token" : "Application started");
        return server;
    }

    private ProcessStartInfo Info(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.ServerBinary, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] ours = ["IDENTITY__", "ASPNETCORE_", "DOTNET_ENVIRONMENT"];
        foreach (
            var name in start.Environment.Keys.Where(key =>
                ours.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            )
        )
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }
}
