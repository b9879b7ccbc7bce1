using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Roles;

/// <summary>A server that nobody owns comes to one owner, and no more.</summary>
public sealed class SetUpLinksTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Node => _node!;

    private SetUpLinks Links => Node.Get<SetUpLinks>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock, ("Passwords:QueueLength", "200"));
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Of_a_hundred_parallel_uses_of_one_link_one_makes_the_owner_and_no_other_account_is_left()
    {
        var token = await NewAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => UseAsync(token)));

        var owner = Assert.IsType<AccountChange.Done>(Assert.Single(changes, change => change is AccountChange.Done));
        Assert.Equal(99, changes.Count(change => change is AccountChange.Prevented));
        Assert.Equal(owner.Id, await AskAsync<Guid>("SELECT user_id FROM role_members WHERE role = 'owner'"));
        Assert.Equal(1L, await AskAsync<long>("SELECT count(*) FROM users"));
        Assert.Null(await Links.ReplaceAsync(Ct));
    }

    [Fact]
    public async Task Nodes_that_make_links_at_once_make_one_owner_too()
    {
        var links = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Links.ReplaceAsync(Ct)));

        var changes = await Task.WhenAll(links.Select(link => UseAsync(link!.Value.Reveal())));

        Assert.True(changes.Count(change => change is AccountChange.Done) <= 1);
        Assert.Equal(
            changes.Count(change => change is AccountChange.Done),
            await AskAsync<long>("SELECT count(*) FROM role_members")
        );
    }

    [Fact]
    public async Task A_link_is_good_for_a_day_and_the_next_makes_it_worthless()
    {
        var first = await NewAsync();
        Assert.True(await Links.IsGoodAsync(first, Ct));
        _clock.Advance(SetUpLinks.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.True(await Links.IsGoodAsync(first, Ct));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await Links.IsGoodAsync(first, Ct));

        var second = await NewAsync();
        var third = await NewAsync();

        Assert.IsType<AccountChange.Prevented>(await UseAsync(first));
        Assert.IsType<AccountChange.Prevented>(await UseAsync(second));
        Assert.IsType<AccountChange.Prevented>(await UseAsync("su_nothing"));
        Assert.IsType<AccountChange.Done>(await UseAsync(third));
        Assert.False(await Links.IsGoodAsync(third, Ct));
    }

    [Fact]
    public async Task An_address_that_is_taken_costs_the_link_nothing()
    {
        var taken = await Node.AddUserAsync();
        var token = await NewAsync();

        Assert.IsType<AccountChange.Taken>(await UseAsync(token, taken));

        Assert.IsType<AccountChange.Done>(await UseAsync(token));
    }

    [Fact]
    public async Task There_is_a_link_again_once_no_owner_can_sign_in()
    {
        var owner = Assert.IsType<AccountChange.Done>(await UseAsync(await NewAsync()));
        Assert.Null(await Links.ReplaceAsync(Ct));

        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            $"UPDATE users SET suspended_at = now() WHERE id = '{owner.Id}'"
        );

        Assert.NotNull(await Links.ReplaceAsync(Ct));
    }

    [Fact]
    public async Task No_secret_of_a_link_is_in_the_database()
    {
        var token = await NewAsync();

        var row = await AskAsync<string>("SELECT to_json(l)::text FROM set_up_links l");

        Assert.DoesNotContain(token[3..], row, StringComparison.Ordinal);
    }

    private async Task<string> NewAsync() => (await Links.ReplaceAsync(Ct))!.Value.Reveal();

    private Task<AccountChange> UseAsync(string token, string? email = null) =>
        Node.Get<Accounts>()
            .CreateAsync(
                new NewAccount(email ?? $"{TestClients.Unique("owner")}@example.com", TestClients.Password)
                {
                    Actor = SetUpLinks.Party,
                },
                (connection, id, ct) => Links.UseAsync(connection, token, id, ct),
                Ct
            );

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(_database!.ConnectionString, sql);
}
