using Identity.Server.Clients;
using Identity.Server.Consents;
using Identity.Server.Database;
using Identity.Server.Sessions;
using Identity.Server.StoreTests.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>A client that is deleted, and another one that comes in under its name.</summary>
public sealed class ClientDeletionTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_hung_on_it_is_good_for_whoever_has_its_name_later()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        var id = grants.Client.ClientId;
        var apart = grants.Of((await Grants.CreateAsync(nodes.A)).Client);
        var (family, other) = (await grants.StartAsync(), await apart.StartAsync());
        var code = await IssueAsync(grants);
        var browsers = await Browsers.CreateAsync(nodes.A);
        var session = (await browsers.FindAsync(await browsers.StartAsync()))!;
        await nodes.A.Get<SessionClients>().JoinAsync(session.Id, id, Ct);
        await nodes.A.Get<ConsentLedger>().GrantAsync(grants.Subject, id, ["openid"], Ct);

        Assert.True(await DeleteAsync(id));
        Assert.False(await DeleteAsync(id));
        await nodes.A.Get<ClientRegistry>().CreateAsync(new NewClient { ClientId = id }, Ct);

        Assert.IsType<Rotation.Refused>(await grants.RotateAsync(family.RefreshToken));
        Assert.IsType<CodeRedemption.Refused>(await RedeemAsync(grants, code));
        Assert.Equal(
            2,
            await CountAsync(
                $"(SELECT DISTINCT id FROM deny_list WHERE id IN ('{family.Id}', '{code.GrantId}')) denied"
            )
        );
        Assert.Equal(0, await CountAsync($"session_clients WHERE client_id = '{id}'"));
        Assert.Null(await nodes.A.Get<ConsentLedger>().FindAsync(grants.Subject, id, Ct));
        Assert.IsType<Rotation.Done>(await apart.RotateAsync(other.RefreshToken));
    }

    private Task<long> CountAsync(string rows) =>
        Sql.AskAsync<long>(nodes.ConnectionString, $"SELECT count(*) FROM {rows}");

    private async Task<bool> DeleteAsync(string clientId)
    {
        await using var context = await nodes.A.Get<IDbContextFactory<ServerDbContext>>().CreateDbContextAsync(Ct);
        await using var transaction = await context.Database.BeginTransactionAsync(Ct);
        var isDeleted = await nodes.A.Get<ClientDeletion>().DeleteAsync(context, clientId, Ct);
        await transaction.CommitAsync(Ct);
        return isDeleted;
    }

    private async Task<(string Code, Guid GrantId)> IssueAsync(Grants grants)
    {
        var terms = new CodeTerms(
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
        );
        return ((await nodes.A.Get<AuthorizationCodes>().IssueAsync(terms, Ct)).Reveal(), terms.GrantId);
    }

    private Task<CodeRedemption> RedeemAsync(Grants grants, (string Code, Guid GrantId) issued) =>
        nodes
            .B.Get<AuthorizationCodes>()
            .RedeemAsync(issued.Code, grants.Client, redirectUri: null, challenge: null, api: null, Ct);
}
