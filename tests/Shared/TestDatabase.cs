namespace Identity.Tests;

/// <summary>A database of one's own with our schema, dropped when done with.</summary>
public sealed class TestDatabase(TestCluster cluster, string name) : IAsyncDisposable
{
    public string ConnectionString { get; } = cluster.ConnectionString(name);

    public async ValueTask DisposeAsync() =>
        await cluster.ManageAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
}
