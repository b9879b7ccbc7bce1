using System.Net;
using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Identity.Server.StoreTests.Database.Connections;

/// <summary>Through a real PgBouncer in transaction mode, where a session belongs to whoever comes next.</summary>
public sealed class PooledEndpointTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestPooler? _pooler;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Direct => _database!.ConnectionString;

    private string Pooled => _pooler!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _pooler = await TestPooler.StartAsync(Direct, Ct);
    }

    [Fact]
    public async Task A_pooler_in_transaction_mode_is_found_out_by_what_it_does()
    {
        Assert.False(await SessionProbe.KeepsSessionsAsync(Pooled, Ct));
        Assert.True(await SessionProbe.KeepsSessionsAsync(Direct, Ct));
    }

    [Fact]
    public async Task It_is_found_out_however_busy_it_is()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var others = Enumerable.Range(0, 4).Select(_ => UseAsync(over.Token)).ToList();

        for (var i = 0; i < 40; i++)
            Assert.False(await SessionProbe.KeepsSessionsAsync(Pooled, Ct));

        await over.CancelAsync();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task A_pooler_in_session_mode_is_as_good_as_the_server()
    {
        await using var pooler = await TestPooler.StartAsync(Direct, Ct, mode: "session");

        Assert.True(await SessionProbe.KeepsSessionsAsync(pooler.ConnectionString, Ct));
        await using var node = await Nodes.StartAsync(pooler.ConnectionString);
        await Nodes.IsLiveAsync(node);
    }

    [Fact]
    public async Task No_statement_is_prepared_in_a_session_that_is_shared()
    {
        const string Prepared = "SELECT count(*) FROM pg_prepared_statements";
        await using var node = await Nodes.StartAsync(Pooled);
        await using var usual = await Nodes.StartAsync(Direct);

        async Task<long> CountAsync(TestServer server)
        {
            await using var connection = await server.Get<NpgsqlDataSource>().OpenConnectionAsync(Ct);
            var count = 0L;
            for (var i = 0; i < 5; i++)
            {
                await using var command = new NpgsqlCommand(Prepared, connection);
                count = (long)(await command.ExecuteScalarAsync(Ct))!;
            }
            return count;
        }

        Assert.Equal(0, await CountAsync(node));
        Assert.NotEqual(0, await CountAsync(usual));
    }

    [Fact]
    public async Task Many_requests_at_once_are_served()
    {
        await using var node = await Nodes.StartAsync(Pooled);
        var client = await node.AddClientAsync([]);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => node.Http.PostAsync("/connect/introspect", Introspection(client), Ct))
        );

        Assert.All(answers, answer => Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode));
        using var ready = await node.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_node_that_cannot_hear_does_not_say_that_it_can()
    {
        await using var node = await Nodes.StartAsync(Pooled);

        await Task.Delay(TimeSpan.FromMilliseconds(500), Ct);

        Assert.False(node.Get<Notifications>().IsLive);
    }

    [Fact]
    public async Task What_one_node_revokes_another_honours_at_once_though_neither_can_hear()
    {
        await using var a = await Nodes.StartAsync(Pooled);
        await using var b = await Nodes.StartAsync(Pooled);
        await RevocationIsHonouredAsync(a, b);
        Assert.False(b.Get<Notifications>().IsLive);
    }

    [Fact]
    public async Task A_client_made_on_one_node_is_known_on_another_within_seconds()
    {
        await using var a = await Nodes.StartAsync(Pooled);
        await using var b = await Nodes.StartAsync(Pooled);

        var client = await a.AddClientAsync([]);

        await Eventually.TrueAsync(Eventually.Soon, () => b.Get<ClientCatalog>().Find(client.Id) is not null);
    }

    [Fact]
    public async Task With_a_direct_endpoint_changes_are_heard_of()
    {
        (string, string) direct = ("ConnectionStrings:IdentityDirect", Direct);
        await using var a = await Nodes.StartAsync(Pooled, null, direct);
        await using var b = await Nodes.StartAsync(Pooled, null, direct);
        await Nodes.IsLiveAsync(a);
        await Nodes.IsLiveAsync(b);

        var client = await a.AddClientAsync([]);

        await Eventually.TrueAsync(Eventually.ASecond, () => b.Get<ClientCatalog>().Find(client.Id) is not null);
        await RevocationIsHonouredAsync(a, b);
    }

    [Fact]
    public async Task A_direct_endpoint_that_leads_through_the_pooler_is_not_believed()
    {
        await using var node = await Nodes.StartAsync(Pooled, null, ("ConnectionStrings:IdentityDirect", Pooled));

        Assert.Contains("pooler", await node.Get<DirectDatabase>().WhyNotAsync(Ct), StringComparison.Ordinal);
        Assert.False(node.Get<Notifications>().IsLive);
    }

    [Fact]
    public async Task A_direct_endpoint_of_another_database_is_not_believed()
    {
        await using var other = await databases.CreateStartedAsync(Ct);
        await using var node = await Nodes.StartAsync(
            Pooled,
            null,
            ("ConnectionStrings:IdentityDirect", other.ConnectionString)
        );

        Assert.Contains("another database", await node.Get<DirectDatabase>().WhyNotAsync(Ct), StringComparison.Ordinal);
        Assert.False(node.Get<Notifications>().IsLive);
    }

    [Fact]
    public async Task Migrations_are_not_applied_where_their_lock_would_not_hold()
    {
        await using var node = await Nodes.StartAsync(Pooled);
        await GoBackAsync(node);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Get<Migrator>().MigrateAsync(Ct));

        Assert.Contains("ConnectionStrings:IdentityDirect", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_missing_a_start_that_may_migrate_needs_no_direct_endpoint()
    {
        await using var node = await Nodes.StartAsync(Pooled, null, ("Database:MigrateOnStart", "true"));

        Assert.Empty(await node.Get<Migrator>().MigrateAsync(Ct));
    }

    [Fact]
    public async Task Migrations_go_over_the_direct_endpoint()
    {
        await using var node = await Nodes.StartAsync(Pooled, null, ("ConnectionStrings:IdentityDirect", Direct));
        await GoBackAsync(node);

        Assert.NotEmpty(await node.Get<Migrator>().MigrateAsync(Ct));
        await node.Get<Migrator>().EnsureCurrentAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pooler is not null)
            await _pooler.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    // A statement now and then, as another node sends them while it starts.
    private async Task UseAsync(CancellationToken over)
    {
        await using var connection = await Sql.OpenAsync(Pooled);
        while (!over.IsCancellationRequested)
        {
            await using var command = new NpgsqlCommand("SELECT pg_sleep(0.005)", connection);
            await command.ExecuteNonQueryAsync(Ct);
            await Task.Delay(10, Ct);
        }
    }

    private static FormUrlEncodedContent Introspection(TestClient client) =>
        new([new("token", "nothing"), new("client_id", client.Id), new("client_secret", client.Secret ?? "")]);

    private static async Task RevocationIsHonouredAsync(TestServer a, TestServer b)
    {
        var email = await a.AddUserAsync();
        var (_, scope, _) = await a.AddApiAsync();
        var client = await a.AddClientAsync([scope]);
        var token = (await a.SignInAsync(client, email, scope))["access_token"]!;
        var verified = Assert.IsType<VerifiedAccessToken>(await a.Get<AccessTokenReader>().ReadAsync(token, Ct));
        Assert.False(await b.Get<DenyList>().IsDeniedAsync(verified, Ct));

        await a.Get<TokenRevocation>().RevokeAsync(verified, Ct);

        // One that hears of it may take a moment; one that cannot has asked.
        Assert.True(b.Get<Notifications>().IsLive || await b.Get<DenyList>().IsDeniedAsync(verified, Ct));
        await Eventually.TrueAsync(Eventually.ASecond, () => b.Get<DenyList>().IsDeniedAsync(verified, Ct).AsTask());
    }

    // The last migration is undone, by the way past the pooler.
    private async Task GoBackAsync(TestServer node)
    {
        var options = new DbContextOptionsBuilder<ServerDbContext>().UseNpgsql(Direct).Options;
        await using var context = new ServerDbContext(options);
        await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().First(), Ct);
        await Assert.ThrowsAsync<SchemaBehindException>(() => node.Get<Migrator>().EnsureCurrentAsync(Ct));
    }
}
