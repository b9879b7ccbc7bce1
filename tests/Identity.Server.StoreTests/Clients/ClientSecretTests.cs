using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.Server.StoreTests.Clients;

public sealed class ClientSecretTests(TestDatabases databases) : IAsyncLifetime
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private TestServer? _other;
    private TestClient? _client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _other = await Nodes.StartAsync(_database.ConnectionString, _clock);
        await Nodes.IsLiveAsync(_node);
        await Nodes.IsLiveAsync(_other);
        var (_, scope, _) = await _node.AddApiAsync();
        _client = await _node.AddClientAsync([scope]);
    }

    [Fact]
    public async Task Old_and_new_are_both_good_while_they_overlap_and_then_the_new_one_alone()
    {
        var old = _client!;
        var fresh = await RotateAsync();
        Assert.Equal(200, await StatusAsync(old));
        Assert.Equal(200, await StatusAsync(fresh));

        _clock.Advance(Overlap - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await StatusAsync(old));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await StatusAsync(old));
        Assert.Equal(200, await StatusAsync(fresh));
    }

    [Fact]
    public async Task A_later_rotation_does_not_lengthen_the_life_of_an_older_secret()
    {
        var first = _client!;
        var second = await RotateAsync();
        _clock.Advance(Overlap / 2);
        var third = await RotateAsync();

        _clock.Advance(Overlap / 2);
        Assert.Equal(401, await StatusAsync(first));
        Assert.Equal(200, await StatusAsync(second));
        Assert.Equal(200, await StatusAsync(third));

        _clock.Advance(Overlap / 2);
        Assert.Equal(401, await StatusAsync(second));
    }

    [Fact]
    public async Task Secrets_that_are_over_are_deleted_by_the_next_rotation()
    {
        await RotateAsync();
        _clock.Advance(Overlap);
        await RotateAsync();

        Assert.Equal(
            2L,
            await Sql.AskAsync<long>(
                _database!.ConnectionString,
                $"SELECT count(*) FROM client_secrets WHERE client_id = '{_client!.Id}'"
            )
        );
    }

    [Fact]
    public async Task A_disabled_client_is_refused_on_every_node_within_a_second_and_again_let_in()
    {
        var registry = _node!.Get<ClientRegistry>();
        await registry.SetDisabledAsync(_client!.Id, disabled: true, Ct);
        await Eventually.TrueAsync(Eventually.ASecond, async () => await StatusAsync(_client) == 401);
        await Eventually.TrueAsync(Eventually.ASecond, async () => await StatusAsync(_client, _other) == 401);

        await registry.SetDisabledAsync(_client.Id, disabled: false, Ct);
        await Eventually.TrueAsync(Eventually.ASecond, async () => await StatusAsync(_client, _other) == 200);
    }

    [Fact]
    public async Task A_new_secret_is_good_on_the_other_node_within_a_second()
    {
        var fresh = await RotateAsync();

        await Eventually.TrueAsync(Eventually.ASecond, async () => await StatusAsync(fresh, _other) == 200);
    }

    [Fact]
    public async Task A_client_registered_twice_at_once_is_one_client()
    {
        var asked = new NewClient { ClientId = "twice" };

        var outcomes = await Sql.RaceAsync(
            _database!.ConnectionString,
            "clients",
            waiting: 10,
            Enumerable.Range(0, 10).Select(_ => _node!.Get<ClientRegistry>().CreateAsync(asked, Ct))
        );

        Assert.Single(outcomes, outcome => outcome is Registration.Done);
        Assert.Equal(9, outcomes.Count(outcome => outcome is Registration.Refused));
    }

    public async ValueTask DisposeAsync()
    {
        await _other!.DisposeAsync();
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private async Task<TestClient> RotateAsync()
    {
        var done = Assert.IsType<Registration.Done>(
            await _node!.Get<ClientRegistry>().RotateSecretAsync(_client!.Id, Overlap, Ct)
        );
        await _node!.Get<ClientCatalog>().ReloadAsync(Ct);
        return _client with { Secret = done.Secret };
    }

    private async Task<int> StatusAsync(TestClient client, TestServer? node = null) =>
        (await (node ?? _node!).TokenAsync(client, ("grant_type", "client_credentials"))).Status;
}
