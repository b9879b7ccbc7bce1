using Identity.Server.Audit;
using Identity.Server.Roles;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users.Administration;

/// <summary>Accounts are taken away from their owners as far as others can do without them.</summary>
public sealed class TakenAwayTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    private string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _server = await TestServer.StartAsync(ConnectionString, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Of_owners_who_take_each_other_away_at_once_one_stays()
    {
        for (var round = 0; round < 5; round++)
        {
            var owners = new[] { await AddOwnerAsync(), await AddOwnerAsync(), await AddOwnerAsync() };

            var changes = await Task.WhenAll(
                SuspendAsync(owners[0]),
                SuspendAsync(owners[1]),
                DeleteAsync(owners[2]),
                DeleteAsync(owners[1]),
                SuspendAsync(owners[2])
            );

            Assert.Contains(changes, change => change is AccountChange.Prevented);
            Assert.Equal(1L, await OwnersAsync());
            await Sql.ExecuteAsync(ConnectionString, "DELETE FROM users");
        }
    }

    [Fact]
    public async Task The_last_owner_stays_and_is_no_longer_the_last_when_another_can_sign_in()
    {
        var last = await AddOwnerAsync();
        var suspended = await AddOwnerAsync();
        await Server.SuspendAsync(suspended.Email);

        Assert.IsType<AccountChange.Prevented>(await SuspendAsync(last));
        Assert.IsType<AccountChange.Prevented>(await DeleteAsync(last));
        Assert.Null((await Server.FindAccountAsync(last.Email)).SuspendedAt);

        await Server.ReinstateAsync(suspended.Email);
        Assert.IsType<AccountChange.Done>(await DeleteAsync(last));
    }

    [Fact]
    public async Task A_suspension_keeps_its_time_and_a_moved_version_suspends_nobody()
    {
        var email = await Server.AddUserAsync();
        var seen = await Server.FindAccountAsync(email);
        var first = await Server.SuspendAsync(email, "First.");

        var second = await Server.SuspendAsync(email, "Second.");
        Assert.Equal(first.Account.SuspendedAt, second.Account.SuspendedAt);
        Assert.Equal("Second.", second.Account.SuspensionMessage);
        Assert.IsType<AccountChange.Moved>(await SuspendAsync(seen));
        Assert.IsType<AccountChange.Invalid>(
            await Server
                .Get<Suspensions>()
                .SuspendAsync(await Server.TargetAsync(email), new string('x', 501), Owners.MayGoAsync, Ct)
        );
        Assert.Null((await Server.ReinstateAsync(email)).Account.SuspensionMessage);
    }

    [Fact]
    public async Task A_deleted_account_is_gone_with_its_roles()
    {
        await AddOwnerAsync();
        var gone = await AddOwnerAsync();

        Assert.IsType<AccountChange.Done>(await DeleteAsync(gone));

        Assert.Null(await Server.Get<AccountDirectory>().FindAsync(gone.Id, Ct));
        Assert.Equal(1L, await Sql.AskAsync<long>(ConnectionString, "SELECT count(*) FROM role_members"));
        Assert.IsType<AccountChange.NoSuchAccount>(await DeleteAsync(gone));
    }

    private async Task<Account> AddOwnerAsync()
    {
        var account = await Server.FindAccountAsync(await Server.AddUserAsync());
        await Sql.ExecuteAsync(
            ConnectionString,
            $"""
            INSERT INTO role_members (id, role, user_id, granted_at, granted_by)
            VALUES (gen_random_uuid(), 'owner', '{account.Id}', now(), 'console:test')
            """
        );
        return account;
    }

    private Task<AccountChange> SuspendAsync(Account account) =>
        Server.Get<Suspensions>().SuspendAsync(Target(account), message: null, Owners.MayGoAsync, Ct);

    private Task<AccountChange> DeleteAsync(Account account) =>
        Server
            .Get<AccountRemovals>()
            .DeleteAsync(Target(account), Owners.MayGoAsync, Server.Get<SessionLogouts>().EndAllAsync, Ct);

    private static AccountTarget Target(Account account) => new(account.Id, account.Version, AuditParty.Console);

    private Task<long> OwnersAsync() =>
        Sql.AskAsync<long>(
            ConnectionString,
            """
            SELECT count(*) FROM role_members m JOIN users u ON u.id = m.user_id
             WHERE m.role = 'owner' AND u.suspended_at IS NULL
            """
        );
}
