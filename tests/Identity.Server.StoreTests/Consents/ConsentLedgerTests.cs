using Identity.Server.Consents;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Consents;

/// <summary>What a person allowed grows, is theirs alone, and is gone when they withdraw it.</summary>
public sealed class ConsentLedgerTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConsentLedger A => nodes.A.Get<ConsentLedger>();

    private ConsentLedger B => nodes.B.Get<ConsentLedger>();

    [Fact]
    public async Task What_was_allowed_before_stays_allowed()
    {
        var person = await PersonAsync();
        Assert.Null(await A.FindAsync(person, "app", Ct));

        await A.GrantAsync(person, "app", ["openid", "email"], Ct);
        await B.GrantAsync(person, "app", ["email", "profile"], Ct);

        Assert.Equal(["email", "openid", "profile"], await FoundAsync(person));
        Assert.Null(await A.FindAsync(person, "another", Ct));
        Assert.Null(await A.FindAsync(await PersonAsync(), "app", Ct));
    }

    [Fact]
    public async Task Of_consents_that_are_given_at_once_none_is_lost()
    {
        var person = await PersonAsync();
        var scopes = Enumerable.Range(0, 100).Select(number => $"scope{number:00}").ToArray();

        await Task.WhenAll(
            scopes.Select((scope, number) => (number % 2 == 0 ? A : B).GrantAsync(person, "app", [scope, "openid"], Ct))
        );

        string[] all = ["openid", .. scopes];
        Assert.Equal(all, await FoundAsync(person));
    }

    [Fact]
    public async Task Both_of_two_first_consents_are_kept_however_they_meet()
    {
        var person = await PersonAsync();

        await Sql.RaceAsync(
            nodes.ConnectionString,
            "consents",
            waiting: 2,
            new[] { (A, "email"), (B, "profile") }.Select(one => GrantAsync(one.Item1, person, one.Item2))
        );

        Assert.Equal(["email", "profile"], (await FoundAsync(person)).Order());
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_is_gone_and_withdrawn_once()
    {
        var person = await PersonAsync();
        await A.GrantAsync(person, "app", ["openid", "email"], Ct);
        await A.GrantAsync(person, "another", ["openid"], Ct);

        var withdrawn = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? A : B).WithdrawAsync(person, "app", Ct))
        );

        Assert.Single(withdrawn, done => done);
        Assert.Null(await B.FindAsync(person, "app", Ct));
        Assert.Equal(["another"], (await B.ListAsync(person, Ct)).Select(consent => consent.ClientId));
        await A.GrantAsync(person, "app", ["openid"], Ct);
        Assert.Equal(["openid"], await FoundAsync(person));
    }

    [Fact]
    public async Task The_list_says_since_when_and_goes_with_the_account()
    {
        var person = await PersonAsync();
        await A.GrantAsync(person, "app", ["openid"], Ct);
        var first = Assert.Single(await A.ListAsync(person, Ct));
        await A.GrantAsync(person, "app", ["email"], Ct);

        var then = Assert.Single(await B.ListAsync(person, Ct));

        Assert.Equal(first.GrantedAt, then.GrantedAt);
        Assert.True(then.UpdatedAt > first.UpdatedAt);
        await Sql.ExecuteAsync(nodes.ConnectionString, $"DELETE FROM users WHERE id = '{person}'");
        Assert.Empty(await A.ListAsync(person, Ct));
    }

    private async Task<string[]> FoundAsync(Guid person) => (await B.FindAsync(person, "app", Ct))!;

    private static async Task<bool> GrantAsync(ConsentLedger ledger, Guid person, string scope)
    {
        await ledger.GrantAsync(person, "app", [scope], Ct);
        return true;
    }

    private async Task<Guid> PersonAsync() =>
        (await nodes.A.Get<People>().FindActiveAsync(await nodes.A.AddUserAsync(), Ct))!.Id;
}
