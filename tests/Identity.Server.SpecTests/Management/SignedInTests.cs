using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Consents;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>What people have going on, in the hands of those who help them: sessions, grants, tokens, consents.</summary>
[Collection<AdministrationTests>]
public sealed class SignedInTests(Administration admins)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_found_by_its_person_and_its_app_and_ends_when_it_is_ended()
    {
        using var ready = await ReadyApp.SetAsync(admins.Server);
        var tokens = await ready.App.RedeemAsync(await ready.CodeAsync());
        var user = await IdOfAsync(ready.Email);

        var found = await admins.GetAsync(admins.Auditor, $"/sessions?user={user}&client={ready.App.Client.Id}");

        Assert.Equal("1", found["total"]);
        var session = found.Json.GetProperty("items")[0];
        Assert.Equal(ready.Email, session.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(ready.App.Client.Id, session.GetProperty("clients")[0].GetString());
        Assert.Equal("Firefox on Linux", session.GetProperty("device").GetString());
        Assert.Contains("127.0.0.1", session.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Empty((await admins.GetAsync(admins.Auditor, $"/sessions?user={user}&client=another")).Items("id"));

        var path = $"/sessions/{session.GetProperty("id").GetString()}";
        (await admins.GetAsync(admins.Helpdesk, path)).ShouldSucceed();
        Assert.Equal(204, (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).Status);

        (await admins.GetAsync(admins.Helpdesk, path)).ShouldBeProblem(404, "not_found");
        (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).ShouldBeProblem(404, "not_found");
        Assert.StartsWith("/signin", (await ready.Visitor.GetAsync("/account")).Location, StringComparison.Ordinal);
        await EndsAsync(() => admins.Server.IntrospectAsync(ready.App.Client, tokens.Issued()));
        var told = await ToldAsync(AuditKind.SignOut, user);
        Assert.Equal(admins.Helpdesk.Id, told.GetProperty("actor").GetProperty("id").GetString());
        Assert.Equal("Test Person", told.GetProperty("target").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_grant_ends_with_all_its_tokens()
    {
        var scene = await Scene.SetAsync(admins.Server);
        var tokens = await scene.SignInAsync();
        var user = await IdOfAsync(scene.Email);

        var found = await admins.GetAsync(admins.Auditor, $"/grants?user={user}&client={scene.Client.Id}");

        var grant = found.Json.GetProperty("items")[0];
        Assert.Equal("1", found["total"]);
        Assert.Equal(scene.Client.Id, grant.GetProperty("client").GetProperty("client_id").GetString());
        Assert.Contains("offline_access", grant.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.False(grant.TryGetProperty("session_id", out _));

        var path = $"/grants/{grant.GetProperty("id").GetString()}";
        Assert.Equal(204, (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).Status);

        await EndsAsync(() => scene.IntrospectAsync(tokens.Issued()));
        Assert.Equal("invalid_grant", (await scene.RefreshAsync(tokens.Issued("refresh_token")))["error"]);
        (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).ShouldBeProblem(404, "not_found");
        var told = await ToldAsync(AuditKind.GrantRevocation, user);
        Assert.Equal(
            scene.Client.Id,
            told.GetProperty("details").GetProperty("before").GetProperty("client_id").GetString()
        );
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    public async Task A_token_that_somebody_got_hold_of_is_ended_whosever_it_is(string kind)
    {
        var scene = await Scene.SetAsync(admins.Server);
        var tokens = await scene.SignInAsync();
        var token = tokens.Issued(kind);

        Assert.Equal(204, (await RevokeAsync(admins.Helpdesk, token)).Status);

        await EndsAsync(() => scene.IntrospectAsync(token));
        await EndsAsync(() => scene.IntrospectAsync(tokens.Issued()));
    }

    [Theory]
    [InlineData("rt_nothing")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("")]
    public async Task What_is_no_token_of_ours_is_said_to_be_none(string token) =>
        Assert.Contains(
            "no access or refresh token",
            Assert.Single((await RevokeAsync(admins.Helpdesk, token)).ErrorsOf("token")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_consent_is_withdrawn_with_what_the_app_holds_by_it()
    {
        var app = await App.RegisterAsync(admins.Server, asked => asked with { IsFirstParty = false });
        var email = await admins.Server.AddUserAsync();
        using var visitor = new Visitor(admins.Server);
        var answer = await visitor.TravelAsync(app, email, ("scope", "openid profile offline_access"));
        var tokens = await app.RedeemAsync(answer["code"]!);
        var user = await IdOfAsync(email);

        var found = await admins.GetAsync(admins.Auditor, $"/consents?user={user}");

        var consent = Assert.Single(found.Json.GetProperty("items").EnumerateArray());
        Assert.Equal("Test App", consent.GetProperty("client").GetProperty("client_name").GetString());
        Assert.Equal(email, consent.GetProperty("user").GetProperty("email").GetString());
        Assert.Contains("profile", consent.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.Equal("1", (await admins.GetAsync(admins.Auditor, $"/consents?client={app.Client.Id}"))["total"]);

        var path = $"/consents/{user}/{Uri.EscapeDataString(app.Client.Id)}";
        Assert.Equal(204, (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).Status);

        (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).ShouldBeProblem(404, "not_found");
        Assert.Null(await admins.Server.Get<ConsentLedger>().FindAsync(Guid.Parse(user), app.Client.Id, Ct));
        await EndsAsync(() => admins.Server.IntrospectAsync(app.Client, tokens.Issued()));
        var told = await ToldAsync(AuditKind.ConsentWithdrawal, user);
        Assert.Equal("user", told.GetProperty("target").GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("sessions")]
    [InlineData("grants")]
    [InlineData("consents")]
    public async Task What_somebody_has_going_on_is_found_by_a_part_of_their_address(string list)
    {
        var app = await App.RegisterAsync(admins.Server, asked => asked with { IsFirstParty = false });
        var (meant, other) = (await ComesAsync(app), await ComesAsync(app));
        var part = Uri.EscapeDataString(meant[2..^4]);

        var found = await admins.GetAsync(admins.Auditor, $"/{list}?client={app.Client.Id}&search={part}");

        var item = Assert.Single(found.Json.GetProperty("items").EnumerateArray());
        Assert.Equal(meant, item.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("1", found["total"]);
        foreach (var none in (string[])[$"search={part}&user={await IdOfAsync(other)}", "search=nobody-is-called-so"])
            Assert.Equal(
                "0",
                (await admins.GetAsync(admins.Auditor, $"/{list}?client={app.Client.Id}&{none}"))["total"]
            );
        Assert.Equal("2", (await admins.GetAsync(admins.Auditor, $"/{list}?client={app.Client.Id}"))["total"]);
    }

    [Fact]
    public async Task A_helpdesk_cannot_touch_what_an_administrator_has_going_on()
    {
        var boss = await admins.AddAsync("administrator");
        using var visitor = new Visitor(admins.Server);
        var app = await App.RegisterAsync(admins.Server, asked => asked with { IsFirstParty = false });
        var answer = await visitor.TravelAsync(app, boss.Email!, ("scope", "openid profile offline_access"));
        var tokens = await app.RedeemAsync(answer["code"]!);
        var session = Assert.Single((await admins.GetAsync(admins.Helpdesk, $"/sessions?user={boss.Id}")).Items("id"));
        var grant = Assert.Single((await admins.GetAsync(admins.Helpdesk, $"/grants?user={boss.Id}")).Items("id"));

        foreach (
            var path in (string[])[$"/sessions/{session}", $"/grants/{grant}", $"/consents/{boss.Id}/{app.Client.Id}"]
        )
        {
            (await admins.SendAsync(admins.Helpdesk, "DELETE", path)).ShouldBeProblem(403, "forbidden");
        }
        foreach (var token in (string[])[tokens.Issued(), tokens.Issued("refresh_token"), boss.Token])
            (await RevokeAsync(admins.Helpdesk, token)).ShouldBeProblem(403, "forbidden");
        (await RevokeAsync(admins.Helpdesk, admins.Machine.Token)).ShouldBeProblem(403, "forbidden");

        (await admins.Server.IntrospectAsync(app.Client, tokens.Issued())).ShouldBeActive();
        Assert.Equal(200, (await visitor.GetAsync("/account")).Status);
        Assert.Equal(204, (await admins.SendAsync(admins.Owner, "DELETE", $"/sessions/{session}")).Status);
    }

    [Fact]
    public async Task Pages_of_grants_follow_each_other_without_a_gap()
    {
        var scene = await Scene.SetAsync(admins.Server);
        for (var i = 0; i < 5; i++)
            await scene.SignInAsync();
        var path = $"/grants?client={scene.Client.Id}&limit=2";

        var all = new List<string>();
        for (var next = path; next is not null; )
        {
            var page = await admins.GetAsync(admins.Auditor, next);
            all.AddRange(page.Items("id"));
            next = page["next"] is { Length: > 0 } cursor ? $"{path}&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        Assert.Equal(5, all.Count);
        Assert.Equal(all.Distinct(StringComparer.Ordinal), all);
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);
    }

    private async Task<string> ComesAsync(App app)
    {
        var email = await admins.Server.AddUserAsync();
        using var visitor = new Visitor(admins.Server);
        var answer = await visitor.TravelAsync(app, email, ("scope", "openid profile offline_access"));
        (await app.RedeemAsync(answer["code"]!)).Issued();
        return email;
    }

    // Nodes hear of an end, also the one that it was asked of.
    private static async Task EndsAsync(Func<Task<TestAnswer>> introspectAsync)
    {
        for (var looks = 0; looks < 500 && (await introspectAsync())["active"] == "True"; looks++)
            await Task.Delay(10, Ct);
        (await introspectAsync()).ShouldBeInactive();
    }

    private Task<TestAnswer> RevokeAsync(Admin admin, string token) =>
        admins.SendAsync(admin, "POST", "/token-revocations", $$"""{"token":"{{token}}"}""");

    private Task<JsonElement> ToldAsync(string kind, string user) => admins.ToldAsync(kind, $"user={user}");

    private Task<string> IdOfAsync(string email) => admins.IdOfAsync(email);
}
