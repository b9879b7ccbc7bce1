using System.Diagnostics;

namespace Identity.EndToEnd.Deploying;

/// <summary>What deploys the server and cannot be run here: images, charts, alerts and dashboards, looked over by the linters at hand.</summary>
public sealed class DeployFilesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_alert_fires_and_is_silent_when_it_should_and_no_linter_has_a_remark()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "deploy/check.sh is a script for Linux.");
        Assert.SkipUnless(Has("promtool"), "promtool is not installed.");
        Assert.SkipUnless(Has("node"), "Node.js is not installed.");
        var checks = Path.Join(Checkout.Root, "deploy", "checks", "node_modules");
        Assert.SkipUnless(Directory.Exists(checks), "The Node packages are not installed: deploy/check.sh --install.");

        var (status, printed) = await RunAsync(Path.Join(Checkout.Root, "deploy", "check.sh"));

        Assert.True(status == 0, printed);
        Assert.Contains("ok         alerts: firing and silent", printed, StringComparison.Ordinal);
        Assert.Contains("ok         compose.yaml", printed, StringComparison.Ordinal);
        // What could not be looked at is read by whoever asks for the output of this test.
        TestContext.Current.TestOutputHelper?.WriteLine(printed);
    }

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Append(Path.Join(Checkout.Root, ".data", "tools"))
            .Any(folder => File.Exists(Path.Join(folder, program)));

    private static async Task<(int Status, string Printed)> RunAsync(string script)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Deadline);
        using var process = Process.Start(
            new ProcessStartInfo("bash", ["-c", "exec \"$0\" 2>&1", script])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            var printed = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, printed);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
