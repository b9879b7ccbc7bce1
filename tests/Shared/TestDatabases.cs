using System.Globalization;

[assembly: AssemblyFixture(typeof(Identity.Tests.TestDatabases))]

namespace Identity.Tests;

/// <summary>Gives out databases with our schema: one PostgreSQL for a whole test run, migrated once, copied for each who asks.</summary>
/// <remarks>Nothing starts before the first asks, so that a run of tests without a database does without PostgreSQL.</remarks>
public sealed class TestDatabases : IAsyncDisposable
{
    private const string Template = "migrated";

    private readonly Lazy<Task<TestCluster>> _cluster;
    private int _count;

    public TestDatabases()
        : this(TestSchema.Migrate) { }

    internal TestDatabases(Func<string, Task> migrate) =>
        _cluster = new Lazy<Task<TestCluster>>(() => StartAsync(migrate));

    public Task<TestDatabase> CreateAsync(CancellationToken ct) => CreateAsync($"TEMPLATE {Template}", ct);

    /// <summary>A database without our schema, for tests of how it gets one.</summary>
    public Task<TestDatabase> CreateEmptyAsync(CancellationToken ct) => CreateAsync("", ct);

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated)
            await (await _cluster.Value).DisposeAsync();
    }

    private async Task<TestDatabase> CreateAsync(string from, CancellationToken ct)
    {
        var cluster = await _cluster.Value.WaitAsync(ct);
        var name = "test" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        await cluster.ManageAsync($"CREATE DATABASE {name} {from}", ct);
        return new TestDatabase(cluster, name);
    }

    private static async Task<TestCluster> StartAsync(Func<string, Task> migrate)
    {
        // Not a test's own token: the cluster is for all of them.
        var ct = CancellationToken.None;
        var cluster = await TestCluster.StartAsync(durable: false, ct);
        await cluster.ManageAsync($"CREATE DATABASE {Template}", ct);
        await migrate(cluster.ConnectionString(Template) + ";Pooling=false");

        // A template is copied only while nobody is connected to it.
        await cluster.ManageAsync($"ALTER DATABASE {Template} ALLOW_CONNECTIONS false", ct);
        await cluster.ManageAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Template}'",
            ct
        );
        return cluster;
    }
}
