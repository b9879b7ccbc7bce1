using System.Diagnostics;
using Identity.EndToEnd.Processes;

namespace Identity.EndToEnd.Clients;

/// <summary>Debian's oidc-agent, which keeps the tokens of somebody at a terminal for their programs.</summary>
internal sealed class OidcAgent : IAsyncDisposable
{
    private const string Account = "account";
    private const string BeforeCode = "And enter the code: ";

    private readonly WorkFolder _folder = new();
    private readonly Process _agent;

    private OidcAgent() => _agent = Start("oidc-agent", "--console", $"--socket-path={Socket}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Socket => _folder.In("socket");

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<OidcAgent> StartAsync()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/oidc-agent") && File.Exists("/usr/bin/oidc-gen"),
            "oidc-agent is not installed: apt-get install oidc-agent-cli."
        );
        var agent = new OidcAgent();
        for (var attempt = 0; !File.Exists(agent.Socket); attempt++)
        {
            Assert.True(attempt < 400 && !agent._agent.HasExited, "oidc-agent does not listen.");
            await Task.Delay(25, Ct);
        }
        return agent;
    }

    /// <summary>Has it register a client and ask for somebody to let that in.</summary>
    /// <returns>The code to type, and how it ends once somebody has decided.</returns>
    public async Task<(string Code, Task<Finished> Ended)> BeginAsync(string issuer, string scope)
    {
        var generating = Start(
            "oidc-gen",
            $"--iss={issuer}",
            $"--scope={scope}",
            "--flow=device",
            "--pw-env",
            "--prompt=none",
            "--confirm-default",
            Account
        );
        var said = new List<string>();
        while (await generating.StandardError.ReadLineAsync(Ct) is { } line)
        {
            said.Add(line);
            if (line.StartsWith(BeforeCode, StringComparison.Ordinal))
                return (line[BeforeCode.Length..], EndAsync(generating));
        }
        throw new Xunit.Sdk.XunitException($"oidc-gen asks for nobody.\n{string.Join('\n', said)}");
    }

    /// <summary>An access token, as any program of the person gets it.</summary>
    /// <param name="fresh">Whether it is to be another than before.</param>
    public async Task<string> TokenAsync(bool fresh = false)
    {
        var given = await EndAsync(Start("oidc-token", fresh ? ["--force-new", Account] : [Account]));
        return Assert.Single(given.Lines());
    }

    /// <summary>Has it forget the account, and end its registration at the server.</summary>
    public Task<Finished> DeleteAsync() =>
        EndAsync(Start("oidc-gen", "--delete", "--pw-env", "--prompt=none", "--confirm-yes", Account));

    public async ValueTask DisposeAsync()
    {
        _agent.Kill();
        await _agent.WaitForExitAsync(CancellationToken.None);
        _agent.Dispose();
        _folder.Dispose();
    }

    private Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["HOME"] = _folder.Path,
                    ["TMPDIR"] = _folder.Path,
                    ["OIDC_CONFIG_DIR"] = _folder.Path,
                    ["OIDC_ENCRYPTION_PW"] = "a password of tests",
                    ["OIDC_SOCK"] = Socket,
                },
            }
        )!;

    private static async Task<Finished> EndAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(Ct);
            var errors = process.StandardError.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            return new Finished(process.ExitCode, await output, await errors);
        }
    }
}
