using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>A person ends what one app holds: its families, the codes that are under way, and nothing of any other.</summary>
public sealed class AppGrantsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AppGrants Apps => nodes.A.Get<AppGrants>();

    [Fact]
    public async Task Every_family_of_the_app_ends_and_no_other()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        var apart = grants.Of((await Grants.CreateAsync(nodes.A)).Client);
        var (one, two) = ((await grants.StartAsync()).RefreshToken, (await grants.StartAsync()).RefreshToken);
        var other = (await apart.StartAsync()).RefreshToken;
        Assert.Equal(2, (await Apps.ListAsync(grants.Subject, Ct)).Count);

        Assert.Equal(2, await Apps.EndAsync(grants.Subject, grants.Client.ClientId, Ct));
        Assert.Equal(0, await Apps.EndAsync(grants.Subject, grants.Client.ClientId, Ct));

        foreach (var token in (string[])[one, two])
            Assert.IsType<Rotation.Refused>(await grants.On(nodes.B).RotateAsync(token));
        Assert.IsType<Rotation.Done>(await apart.RotateAsync(other));
        var left = Assert.Single(await Apps.ListAsync(grants.Subject, Ct));
        Assert.Equal(apart.Client.ClientId, left.ClientId);
        Assert.Equal(["offline_access", "openid"], left.Scopes);
    }

    [Fact]
    public async Task What_is_over_is_not_listed()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        await grants.RevokeAsync((await grants.StartAsync()).RefreshToken);
        await grants.StartAsync(epoch: -1);

        Assert.Empty(await Apps.ListAsync(grants.Subject, Ct));
    }

    [Fact]
    public async Task A_code_that_is_under_way_is_good_for_nothing()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        var code = await IssueAsync(grants);

        await Apps.EndAsync(grants.Subject, grants.Client.ClientId, Ct);

        Assert.IsType<CodeRedemption.Refused>(await RedeemAsync(grants, code));
        Assert.Empty(await Apps.ListAsync(grants.Subject, Ct));
    }

    [Fact]
    public async Task However_a_withdrawal_meets_a_code_that_is_being_traded_nothing_is_left()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        for (var round = 0; round < 20; round++)
        {
            var code = await IssueAsync(grants);

            var traded = RedeemAsync(grants.On(nodes.B), code);
            await Task.WhenAll(traded, Apps.EndAsync(grants.Subject, grants.Client.ClientId, Ct));

            Assert.Empty(await Apps.ListAsync(grants.Subject, Ct));
            if (await traded is CodeRedemption.Done done)
                Assert.Equal(1, await DeniedAsync(done.GrantId));
        }
    }

    private Task<long> DeniedAsync(Guid grant) =>
        Sql.AskAsync<long>(nodes.ConnectionString, $"SELECT count(*) FROM deny_list WHERE id = '{grant}'");

    private async Task<string> IssueAsync(Grants grants) =>
        (
            await nodes
                .A.Get<AuthorizationCodes>()
                .IssueAsync(
                    new CodeTerms(
                        grants.Client.ClientId,
                        grants.Subject,
                        Epoch: 0,
                        RedirectUri: null,
                        CodeChallenge: null,
                        Scopes: ["openid", "offline_access"],
                        Resources: [],
                        AuthTime: DateTimeOffset.UnixEpoch,
                        new SignInContext(),
                        GrantId: Guid.CreateVersion7()
                    ),
                    Ct
                )
        ).Reveal();

    private Task<CodeRedemption> RedeemAsync(Grants grants, string code) =>
        nodes
            .B.Get<AuthorizationCodes>()
            .RedeemAsync(code, grants.Client, redirectUri: null, challenge: null, api: null, Ct);
}
