using Identity.Server.Audit;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Roles;

/// <summary>Whatever happens at once, somebody is left who can sign in and do everything.</summary>
public sealed class LastOwnerTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _server = await Nodes.StartAsync(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_removals_at_once_of_two_owners_leave_one()
    {
        Guid[] owners = [await AddOwnerAsync(), await AddOwnerAsync()];

        var outcomes = await Sql.RaceAsync(
            _database!.ConnectionString,
            "role_members",
            waiting: 2,
            Enumerable.Range(0, 100).Select(at => Task.Run(() => TakeAsync(owners[at % 2]), Ct))
        );

        Assert.Single(outcomes.OfType<Membership.LastOwner>().DistinctBy(one => one));
        Assert.Equal(1, await OwnersAsync());
    }

    [Fact]
    public async Task Of_two_who_are_suspended_at_once_one_stays()
    {
        Guid[] owners = [await AddOwnerAsync(), await AddOwnerAsync()];

        var went = await Task.WhenAll(owners.Select(owner => Task.Run(() => SuspendAsync(owner), Ct)));

        Assert.Single(went, isGone => isGone);
        Assert.False(await SuspendAsync(owners[went[0] ? 1 : 0]));
    }

    [Fact]
    public async Task An_owner_who_cannot_sign_in_does_not_count()
    {
        var last = await AddOwnerAsync();
        var other = await AddOwnerAsync();
        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            $"UPDATE users SET suspended_at = now() WHERE id = '{other}'"
        );

        Assert.IsType<Membership.LastOwner>(await TakeAsync(last));
        await Sql.ExecuteAsync(
            _database.ConnectionString,
            $"UPDATE users SET suspended_at = NULL, password_hash = NULL WHERE id = '{other}'"
        );
        Assert.IsType<Membership.LastOwner>(await TakeAsync(last));
    }

    [Fact]
    public async Task A_client_does_not_become_an_owner_and_somebody_who_is_not_there_gets_no_role()
    {
        var client = await Server.AddClientAsync([]);

        Assert.IsType<Membership.OwnerIsPerson>(await SetAsync(AuditParty.Client(client.Id), "owner"));
        Assert.IsType<Membership.NoSuchMember>(await SetAsync(AuditParty.User(Guid.Empty), "auditor"));
        Assert.IsType<Membership.NoSuchRole>(await SetAsync(AuditParty.Client(client.Id), "nothing"));
        Assert.IsType<Membership.Done>(await SetAsync(AuditParty.Client(client.Id), "auditor"));
    }

    [Fact]
    public async Task Of_two_who_change_the_same_roles_at_once_the_second_is_told()
    {
        var member = AuditParty.User(await AddAsync());
        await SetAsync(member, "auditor");

        var outcomes = await Task.WhenAll(
            ((string[])["helpdesk", "administrator"]).Select(role =>
                Task.Run(() => Server.Get<RoleMembers>().SetAsync(Actor.Console, member, [role], ["auditor"], Ct), Ct)
            )
        );

        Assert.Single(outcomes.OfType<Membership.Done>());
        Assert.Single(outcomes.OfType<Membership.Moved>());
        Assert.Single(await Server.Get<RoleMembers>().OfUserAsync(Guid.Parse(member.Id), Ct));
    }

    private async Task<Guid> AddAsync()
    {
        var email = await Server.AddUserAsync();
        return (await Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
    }

    private async Task<Guid> AddOwnerAsync()
    {
        var id = await AddAsync();
        Assert.IsType<Membership.Done>(await SetAsync(AuditParty.User(id), "owner"));
        return id;
    }

    private Task<Membership> TakeAsync(Guid owner) => SetAsync(AuditParty.User(owner));

    private Task<Membership> SetAsync(AuditParty party, params string[] roles) =>
        Server.Get<RoleMembers>().SetAsync(Actor.Console, party, roles, expected: null, Ct);

    private Task<long> OwnersAsync() =>
        Sql.AskAsync<long>(_database!.ConnectionString, "SELECT count(*) FROM role_members WHERE role = 'owner'");

    // As whoever suspends does it: asked first, in the same transaction.
    private async Task<bool> SuspendAsync(Guid owner)
    {
        await using var connection = await Server.Get<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        if (!await Owners.MayGoAsync(connection, owner, Ct))
            return false;
        await using var command = new NpgsqlCommand("UPDATE users SET suspended_at = now() WHERE id = $1", connection);
        command.Parameters.AddWithValue(owner);
        await command.ExecuteNonQueryAsync(Ct);
        await transaction.CommitAsync(Ct);
        return true;
    }
}
