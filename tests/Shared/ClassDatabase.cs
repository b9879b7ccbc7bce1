namespace Identity.Tests;

/// <summary>The database that the tests of one class share: <c>public sealed class XTests(ClassDatabase database) : IClassFixture&lt;ClassDatabase&gt;</c>.</summary>
public sealed class ClassDatabase(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;

    public string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync() =>
        _database = await databases.CreateAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
