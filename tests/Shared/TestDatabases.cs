using System.Globalization;

[assembly: AssemblyFixture(typeof(Identity.Tests.TestDatabases))]

namespace Identity.Tests;

/// <summary>Gives out databases with our schema: one PostgreSQL for a whole test run, migrated once, copied for each who asks.</summary>
/// <remarks>
/// Nothing starts before the first asks, so that a run of tests without a database does without PostgreSQL. The keys of a
/// server cost half a second of processor time; where a test is about neither them nor a first start, they are copied too.
/// </remarks>
public sealed class TestDatabases : IAsyncDisposable
{
    private const string Migrated = "migrated";
    private const string Started = "started";

    private readonly Lazy<Task<TestCluster>> _cluster;
    private readonly Lazy<Task> _started;
    private int _count;

    public TestDatabases()
        : this(TestSchema.Migrate) { }

    internal TestDatabases(Func<string, Task> migrate)
    {
        _cluster = new Lazy<Task<TestCluster>>(() => StartAsync(migrate));
        _started = new Lazy<Task>(async () =>
            await MakeAsync(await _cluster.Value, Started, $"TEMPLATE {Migrated}", TestSchema.PlantKeys)
        );
    }

    /// <summary>A database on which no server has started yet: the first one makes its keys.</summary>
    public Task<TestDatabase> CreateAsync(CancellationToken ct) => CreateAsync($"TEMPLATE {Migrated}", ct);

    /// <summary>A database on which a server has started just before, today: its keys are there.</summary>
    public async Task<TestDatabase> CreateStartedAsync(CancellationToken ct)
    {
        await _started.Value.WaitAsync(ct);
        return await CreateAsync($"TEMPLATE {Started}", ct);
    }

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
        var cluster = await TestCluster.StartAsync(durable: false, CancellationToken.None);
        await MakeAsync(cluster, Migrated, "", migrate);
        return cluster;
    }

    private static async Task MakeAsync(TestCluster cluster, string template, string from, Func<string, Task> fill)
    {
        var ct = CancellationToken.None;
        await cluster.ManageAsync($"CREATE DATABASE {template} {from}", ct);
        await fill(cluster.ConnectionString(template) + ";Pooling=false");

        // A template is copied only while nobody is connected to it.
        await cluster.ManageAsync($"ALTER DATABASE {template} ALLOW_CONNECTIONS false", ct);
        await cluster.ManageAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'",
            ct
        );
    }
}
