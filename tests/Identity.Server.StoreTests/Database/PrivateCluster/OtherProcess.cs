using System.Diagnostics;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

/// <summary>A second process that keeps a cluster, so that a test can kill it and see what it leaves.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static OtherProcess Start(string folder)
    {
        var tests = typeof(OtherProcess).Assembly.Location;
        var entry =
            $"{typeof(OtherProcessHost).FullName}.{nameof(OtherProcessHost.Keeps_a_cluster_until_its_input_ends)}";
        var start = new ProcessStartInfo("dotnet", ["exec", tests, "-explicit", "only", "-method", entry])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[OtherProcessHost.FolderVariable] = folder;
        return new OtherProcess(Process.Start(start)!);
    }

    /// <summary>Waits until its cluster answers.</summary>
    public async Task ReadyAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(OtherProcessHost.Ready, StringComparison.Ordinal))
                return;
        }

        Assert.Fail("The other process ended before its cluster was ready.");
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
