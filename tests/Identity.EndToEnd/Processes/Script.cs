using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.EndToEnd.Processes;

/// <summary>What a script answered: a value, or the name of its error.</summary>
internal sealed record Reply(JsonElement Json)
{
    public string? Error => Json.TryGetProperty("error", out var error) ? error.GetString() : null;

    /// <summary>The `error` of a refusal that came from our server.</summary>
    public string? OAuthError => Json.TryGetProperty("oauth", out var error) ? error.GetString() : null;

    /// <summary>Asserts that it is no error.</summary>
    public JsonElement Value
    {
        get
        {
            Assert.True(Error is null, Json.ToString());
            return Json.GetProperty("ok");
        }
    }
}

/// <summary>A client that we did not write, in a process of its own: a small script that answers one line with one line.</summary>
internal sealed class Script : IAsyncDisposable
{
    private readonly Process _process;

    private Script(Process process) => _process = process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where Node or its packages are not there.</summary>
    public static async Task<Script> NodeAsync(string name)
    {
        Assert.SkipUnless(await WorksAsync("node", "--version"), "Node.js is not installed.");
        var folder = Path.Join(Checkout.Root, "tests", "Identity.EndToEnd", "node");
        Assert.SkipUnless(
            Directory.Exists(Path.Join(folder, "node_modules")),
            "The Node packages are not installed: npm ci in tests/Identity.EndToEnd/node."
        );
        return Start("node", Path.Join(folder, name));
    }

    /// <summary>Skips the test where no Python has the module.</summary>
    public static async Task<Script> PythonAsync(string name, string module)
    {
        foreach (var python in (string[])["python3", "/usr/bin/python3"])
        {
            if (await WorksAsync(python, "-c", $"import {module}"))
                return Start(python, Path.Join(Checkout.Root, "tests", "Identity.EndToEnd", "python", name));
        }
        Assert.Skip($"Python's {module} is not installed.");
        return null;
    }

    public async Task<Reply> AskAsync(string what, JsonObject? request = null)
    {
        var line = request ?? [];
        line["do"] = what;
        await _process.StandardInput.WriteLineAsync(line.ToJsonString().AsMemory(), Ct);
        await _process.StandardInput.FlushAsync(Ct);
        var answer = await _process.StandardOutput.ReadLineAsync(Ct);
        Assert.True(answer is not null, $"The script ended instead of answering '{what}'.");
        return new Reply(JsonDocument.Parse(answer).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static Script Start(string program, string file) =>
        new(
            Process.Start(
                new ProcessStartInfo(program, [file])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!
        );

    private static async Task<bool> WorksAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            await process.WaitForExitAsync(Ct);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
