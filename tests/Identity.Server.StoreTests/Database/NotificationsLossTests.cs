using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Resources;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Database;

/// <summary>What happens to what a node keeps in memory while it cannot hear, and after.</summary>
public sealed class NotificationsLossTests(TestDatabases databases) : IAsyncLifetime
{
    // Having asked to listen, it looks at the database's clock, and waits.
    private const string EndListening = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query = 'SELECT clock_timestamp()'
        """;
    private const string EndAll = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'identity'
        """;

    private TestDatabase? _database;
    private TestServer? _node;
    private NpgsqlConnection? _operator;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, null, ("Database:CommandTimeout", "00:00:01"));
        _operator = await Sql.OpenAsync(_database.ConnectionString);
        await Nodes.IsLiveAsync(_node);
    }

    [Fact]
    public async Task A_connection_that_is_killed_is_made_again_and_hears_again()
    {
        var client = await _node!.AddClientAsync([]);

        await OperatorAsync(EndListening);
        await Eventually.TrueAsync(Eventually.ASecond, () => !IsLive);
        await Nodes.IsLiveAsync(_node!);

        await OperatorAsync($"UPDATE clients SET disabled_at = now() WHERE client_id = '{client.Id}'");
        await Eventually.TrueAsync(Eventually.ASecond, () => IsDisabled(client));
    }

    [Fact]
    public async Task What_changed_while_the_database_was_away_is_known_as_soon_as_it_is_back()
    {
        var client = await _node!.AddClientAsync([]);
        await AllowConnectionsAsync(false);
        await OperatorAsync(EndAll);
        await Eventually.TrueAsync(Eventually.ASecond, () => !IsLive);

        await OperatorAsync($"UPDATE clients SET disabled_at = now() WHERE client_id = '{client.Id}'");
        Assert.False(IsDisabled(client));
        Assert.False(IsLive);

        await AllowConnectionsAsync(true);
        await Nodes.IsLiveAsync(_node!);
        Assert.True(IsDisabled(client));
    }

    [Fact]
    public async Task A_catalog_that_cannot_be_read_for_a_while_does_not_end_the_node()
    {
        var client = await _node!.AddClientAsync([]);
        await OperatorAsync("BEGIN; LOCK TABLE clients IN ACCESS EXCLUSIVE MODE");
        await Sql.ExecuteAsync(_database!.ConnectionString, "NOTIFY identity_clients");
        await Eventually.TrueAsync(Eventually.Soon, () => !IsLive);
        await OperatorAsync($"UPDATE clients SET disabled_at = now() WHERE client_id = '{client.Id}'; COMMIT");

        await Eventually.TrueAsync(Eventually.Soon, () => IsDisabled(client));
        await Nodes.IsLiveAsync(_node!);
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_ends_neither_the_node_nor_its_hearing_of_others()
    {
        var client = await _node!.AddClientAsync([]);
        var (audience, _, _) = await _node!.AddApiAsync();
        await OperatorAsync($"UPDATE apis SET algorithm = 'none' WHERE audience = '{audience}'");
        await OperatorAsync($"UPDATE clients SET disabled_at = now() WHERE client_id = '{client.Id}'");
        await Eventually.TrueAsync(Eventually.ASecond, () => IsDisabled(client));

        // What was known of the API before stays known, until the row can be read again.
        Assert.NotNull(_node!.Get<ApiCatalog>().Find(audience));
        await OperatorAsync($"UPDATE apis SET algorithm = 'ES256' WHERE audience = '{audience}'");
        await Eventually.TrueAsync(
            Eventually.ASecond,
            () => _node!.Get<ApiCatalog>().Find(audience)!.Algorithm.Name == "ES256"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _operator!.DisposeAsync();
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private bool IsLive => _node!.Get<Notifications>().IsLive;

    private bool IsDisabled(TestClient client) => _node!.Get<ClientCatalog>().Find(client.Id)!.IsDisabled;

    // From another database: PostgreSQL does not let one shut itself.
    private async Task AllowConnectionsAsync(bool allowed)
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(_database!.ConnectionString) { Database = "postgres" };
        await Sql.ExecuteAsync(
            elsewhere.ConnectionString,
            $"ALTER DATABASE {_operator!.Database} ALLOW_CONNECTIONS {allowed}"
        );
    }

    private async Task OperatorAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _operator);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
