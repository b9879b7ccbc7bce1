namespace Identity.Tests;

/// <summary>The server and database that the tests of one class share: <c>IClassFixture&lt;ClassServer&gt;</c>.</summary>
public sealed class ClassServer(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestServer? _server;

    /// <summary>What is set beside the settings of every test server.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    public TestServer Server => _server!;

    public string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _database = await databases.CreateStartedAsync(ct);
        _server = await TestServer.StartAsync(_database.ConnectionString, ct, Settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
