using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Traces as the management answers with them. What they say is proven with the room (Tracing).</summary>
[Collection<AdministrationTests>]
public sealed class TraceTests(Administration admins)
{
    private TestServer Server => admins.Server;

    [Fact]
    public async Task A_request_is_retraced_step_by_step_with_what_is_told_why_and_by_which_clause()
    {
        var app = await App.RegisterAsync(Server);

        var trace = await AskAsync(admins.Auditor, app.Address(("redirect_uri", $"{app.RedirectUri}/")));

        trace.ShouldSucceed();
        Assert.Equal("authorization", trace["kind"]);
        Assert.StartsWith("The browser is shown a page", trace["verdict"], StringComparison.Ordinal);
        var steps = trace.Json.GetProperty("steps").EnumerateArray().ToList();
        var failed = Assert.Single(steps, step => step.GetProperty("outcome").GetString() == "failed");
        Assert.StartsWith("invalid_request: ", failed.GetProperty("public").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("a slash at its end.", failed.GetProperty("private").GetString(), StringComparison.Ordinal);
        Assert.Equal("RFC 9700 §4.1.3", failed.GetProperty("clause").GetString());
        Assert.Equal(app.RedirectUri, failed.GetProperty("facts").GetProperty("registered").GetString());
        Assert.Equal("passed", steps[0].GetProperty("outcome").GetString());
        Assert.Equal("skipped", steps[^1].GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, steps[^1].GetProperty("private").ValueKind);
    }

    [Fact]
    public async Task Of_a_person_it_says_how_they_would_fare()
    {
        var app = await App.RegisterAsync(Server);
        var email = await Server.AddUserAsync();

        var trace = await AskAsync(admins.Owner, app.Address(), email);

        Assert.Equal($"The request is in order: the app is answered for {email} after signing in.", trace["verdict"]);
    }

    [Fact]
    public async Task A_token_of_this_very_API_is_retraced_as_any_other_and_is_not_repeated()
    {
        var trace = await AskAsync(admins.Auditor, admins.Helpdesk.Token);

        Assert.Equal("token", trace["kind"]);
        Assert.StartsWith("It is good until", trace["verdict"], StringComparison.Ordinal);
        Assert.DoesNotContain(admins.Helpdesk.Token[^20..], trace.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_the_past_comes_with_its_events_for_those_who_may_see_the_audit()
    {
        var refused = await Server.UserInfoAsync("no.access.token");
        var number = refused.Response.Headers.GetValues("X-Correlation-Id").Single();
        await Server.ToldAsync(AuditKind.UserInfoRefusal, correlation: number);
        var tracer = await admins.AddAsync(await admins.AddRoleAsync("traces.read"));

        var whole = await AskAsync(admins.Auditor, number);
        var less = await AskAsync(tracer, number);

        Assert.Equal("correlation", whole["kind"]);
        var told = Assert.Single(whole.Json.GetProperty("events").EnumerateArray());
        Assert.Equal(
            ("userinfo-refusal", number),
            (told.GetProperty("kind").GetString(), told.GetProperty("correlation_id").GetString())
        );
        Assert.Equal(whole["verdict"], less["verdict"]);
        Assert.Empty(less.Json.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task Who_looked_is_told_to_the_audit()
    {
        var app = await App.RegisterAsync(Server);

        await AskAsync(admins.Auditor, app.Address());

        var told = await Server.ToldAsync(AuditKind.Trace, AuditParty.Client(app.Client.Id));
        Assert.Equal($"user:{admins.Auditor.Id}", told.Actor);
        Assert.DoesNotContain("code_challenge", told.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_retraced_is_a_wrong_member_and_needs_the_permission_all_the_same()
    {
        Assert.Single((await AskAsync(admins.Auditor, " ")).ErrorsOf("input"));
        Assert.Single((await AskAsync(admins.Auditor, "https://a.example/?error=invalid_scope")).ErrorsOf("input"));
        (await AskAsync(admins.Helpdesk, " ")).ShouldBeProblem(403, "forbidden");
        var missing = await admins.SendAsync(admins.Auditor, "POST", "/traces", """{"inputt":"x"}""");
        Assert.Single(missing.ErrorsOf("inputt"));
    }

    private Task<TestAnswer> AskAsync(Admin admin, string input, string? user = null) =>
        admins.SendAsync(admin, "POST", "/traces", JsonSerializer.Serialize(new { input, user }));
}
