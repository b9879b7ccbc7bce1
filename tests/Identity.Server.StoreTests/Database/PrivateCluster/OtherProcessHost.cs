using System.Text;
using Identity.Server.Database.PrivateCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

/// <summary>What <see cref="OtherProcess"/> runs: not a test of its own, so it runs only when asked for.</summary>
public sealed class OtherProcessHost
{
    internal const string FolderVariable = "PRIVATE_CLUSTER_FOLDER";
    internal const string Ready = "the cluster is ready";

    [Fact(Explicit = true)]
    public async Task Keeps_a_cluster_until_its_input_ends()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        await using var cluster = await PostgresCluster.StartAsync(folder, NullLogger.Instance, ct);
        await cluster.WriteAsync(3);

        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(Encoding.ASCII.GetBytes(Ready + "\n"), ct);
        await output.FlushAsync(ct);

        using var input = new StreamReader(Console.OpenStandardInput());
        await input.ReadToEndAsync(ct);
    }
}
