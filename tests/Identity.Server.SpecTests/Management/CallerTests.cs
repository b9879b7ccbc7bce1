using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Protocol.Token;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Who is taken for whom, and what they may do at that moment.</summary>
[Collection<AdministrationTests>]
public sealed class CallerTests(Administration admins)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => admins.Server;

    [Fact]
    public async Task A_person_is_told_who_they_are_and_what_they_may_do()
    {
        var me = await admins.GetAsync(admins.Helpdesk, "/me");

        me.ShouldSucceed();
        Assert.Equal("user", me["kind"]);
        Assert.Equal(admins.Helpdesk.Id, me["id"]);
        Assert.Equal(admins.Helpdesk.Email, me["email"]);
        Assert.Equal(["helpdesk"], me.Texts("roles"));
        Assert.Contains("users.write", me.Texts("permissions"));
        Assert.DoesNotContain("clients.read", me.Texts("permissions"));
        Assert.Equal(Server.Issuer, me["issuer"]);
        Assert.True(me.Response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_client_that_calls_for_itself_has_the_rights_of_its_own_roles()
    {
        var me = await admins.GetAsync(admins.Machine, "/me");

        me.ShouldSucceed();
        Assert.Equal(("client", admins.Machine.Id), (me["kind"], me["id"]));
        Assert.Equal(["letters.read", "letters.write"], me.Texts("permissions"));
        Assert.False(me.Json.TryGetProperty("email", out _));
    }

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task Without_a_token_the_challenge_names_no_error()
    {
        var answer = await admins.GetAsync(admin: null, "/me");

        answer.ShouldBeProblem(401, "unauthenticated");
        var challenge = Assert.Single(answer.Response.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.DoesNotContain("error", challenge.Parameter!, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6750 §3.1"), Spec("RFC 9068 §4")]
    public async Task A_token_of_another_api_counts_for_nothing()
    {
        var (_, scope, _) = await Server.AddApiAsync();
        var client = await Server.AddClientAsync([scope, "openid"]);
        var email = await Server.AddUserAsync();

        foreach (var asked in (string[])[scope, "openid"])
        {
            var token = (await Server.SignInAsync(client, email, asked)).Issued();
            var answer = await admins.GetAsync(admins.Owner with { Token = token }, "/me");

            answer.ShouldBeProblem(401, "unauthenticated");
            Assert.Contains(
                "invalid_token",
                answer.Response.Headers.WwwAuthenticate.ToString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task A_token_for_this_api_without_its_scope_is_refused()
    {
        // The token endpoint gives none out: this is one that it must not.
        var granted = new GrantedAuthorization
        {
            Client = Server.Get<ClientCatalog>().Find(admins.Console.Id)!,
            Subject = (await Server.Get<People>().FindActiveAsync(admins.Owner.Email!, Ct))!.ToSubject(),
            Api = Server.Get<ApiCatalog>().Find("urn:identity:management"),
            Scopes = ScopeSet.Of("openid"),
        };
        var issued = await Server.Get<TokenIssuer>().IssueAsync(granted, "password", Ct);

        var answer = await admins.GetAsync(admins.Owner with { Token = issued!.AccessToken }, "/me");

        answer.ShouldBeProblem(403, "forbidden");
        Assert.Contains(
            "insufficient_scope",
            answer.Response.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_suspended_person_is_shut_out_at_once()
    {
        var admin = await admins.AddAsync("auditor");
        (await admins.GetAsync(admin, "/roles")).ShouldSucceed();

        await Server.SuspendAsync(admin.Email!);

        (await admins.GetAsync(admin, "/roles")).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_disabled_client_is_shut_out_at_once()
    {
        var machine = await admins.AddMachineAsync("auditor");
        (await admins.GetAsync(machine, "/roles")).ShouldSucceed();

        await Server.DisableAsync(new TestClient(machine.Id, Secret: null));

        (await admins.GetAsync(machine, "/roles")).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Rights_are_those_of_the_moment_and_not_of_the_token()
    {
        var admin = await admins.AddAsync("auditor");
        (await admins.GetAsync(admin, "/roles")).ShouldSucceed();

        await admins.GiveAsync(AuditParty.User(Guid.Parse(admin.Id)));
        (await admins.GetAsync(admin, "/roles")).ShouldBeProblem(403, "forbidden");

        await admins.GiveAsync(AuditParty.User(Guid.Parse(admin.Id)), "owner");
        (await admins.GetAsync(admin, "/roles")).ShouldSucceed();
    }

    [Fact, Spec("RFC 7009 §2")]
    public async Task A_revoked_token_is_refused()
    {
        var admin = await admins.AddAsync("auditor");
        await Server.RevokeAsync(admins.Console, admin.Token);

        (await admins.GetAsync(admin, "/me")).ShouldBeProblem(401, "unauthenticated");
    }
}
