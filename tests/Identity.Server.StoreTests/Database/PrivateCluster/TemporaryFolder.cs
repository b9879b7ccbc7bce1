using System.Security.Cryptography;
using Identity.Server.Database.PrivateCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

/// <summary>A folder for one test's cluster, gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _root = System.IO.Path.Join(
        System.IO.Path.GetTempPath(),
        "identity-cluster-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))
    );

    public TemporaryFolder(string below = "")
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.Join(_root, below));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Tables => System.IO.Path.Join(Path, "postgres", "data");

    public Task<PostgresCluster> StartAsync(PostgresClusterSettings? settings = null) =>
        PostgresCluster.StartAsync(
            Path,
            settings ?? new PostgresClusterSettings(),
            NullLogger.Instance,
            TestContext.Current.CancellationToken
        );

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
