using Identity.Server.Database;
using Identity.Tests;

namespace Identity.Server.StoreTests;

/// <summary>Two nodes of one server on one database: <c>IClassFixture&lt;Nodes&gt;</c>.</summary>
public sealed class Nodes(TestDatabases databases) : IAsyncLifetime
{
    public const string Issuer = "http://localhost:5999";

    private TestDatabase? _database;
    private TestServer? _a;
    private TestServer? _b;

    public TestServer A => _a!;

    public TestServer B => _b!;

    public TestDatabases Databases { get; } = databases;

    public string ConnectionString => _database!.ConnectionString;

    /// <summary>Starts a node whose issuer is that of all the others.</summary>
    public static Task<TestServer> StartAsync(
        string connectionString,
        TimeProvider? clock = null,
        params (string Key, string Value)[] settings
    )
    {
        var all = settings.ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal);
        all["Issuer"] = Issuer;
        return TestServer.StartAsync(connectionString, TestContext.Current.CancellationToken, all, clock);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await Databases.CreateStartedAsync(TestContext.Current.CancellationToken);
        _a = await StartAsync(ConnectionString);
        _b = await StartAsync(ConnectionString);
        await IsLiveAsync(_a);
        await IsLiveAsync(_b);
    }

    /// <summary>Waits until the node hears of changes: it begins to listen after it has begun to answer.</summary>
    public static Task IsLiveAsync(TestServer node) =>
        Eventually.TrueAsync(Eventually.Soon, () => node.Get<Notifications>().IsLive);

    public async ValueTask DisposeAsync()
    {
        if (_a is not null)
            await _a.DisposeAsync();
        if (_b is not null)
            await _b.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
