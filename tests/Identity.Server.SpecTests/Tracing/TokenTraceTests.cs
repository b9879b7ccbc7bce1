using System.Text;
using Identity.Jose;
using Identity.Server.Audit;
using Identity.Server.Keys;
using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens.Logout;
using Identity.Server.Tracing;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Tracing;

/// <summary>Why a token is not taken, or that it is: what a trace foretells is what the endpoints then say.</summary>
public sealed class TokenTraceTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Endpoint = "What the token endpoint would say";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_access_token_that_is_good_is_good_at_each_endpoint()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync("openid")).Issued();

        var trace = await host.Server.TraceAsync($"Bearer {token}");

        Assert.DoesNotContain(trace.Steps, step => step.Outcome == StepOutcome.Failed);
        Assert.StartsWith("It is good until ", trace.Verdict, StringComparison.Ordinal);
        Assert.Equal("active: true", trace.Step("What introspection says").Public);
        Assert.Equal("The claims of the person.", trace.Step("What userinfo says").Public);
        Assert.Equal("active", trace.Step("The key").Fact("state"));
        Assert.NotNull(trace.Step("It is good").Fact("expires in"));
        Assert.Equal(scene.Email, trace.Step("The person").Fact("email"));
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task What_ended_an_access_token_early_is_said()
    {
        var scene = await Scene.SetAsync(host.Server);
        var alone = (await scene.SignInAsync("openid")).Issued();
        await host.Server.RevokeAsync(scene.Client, alone);
        var family = await scene.SignInAsync();
        await host.Server.RevokeAsync(scene.Client, family.Issued("refresh_token"));
        Assert.EndsWith("This one token was revoked.", await VerdictAsync(alone), StringComparison.Ordinal);
        Assert.Contains("Its grant was ended", await VerdictAsync(family.Issued()), StringComparison.Ordinal);

        var suspended = (await scene.SignInAsync("openid")).Issued();
        await scene.SuspendAsync();
        Assert.Contains("Everything that the person held", await VerdictAsync(suspended), StringComparison.Ordinal);
        var trace = await host.Server.TraceAsync(suspended);
        Assert.Equal("active: false", trace.Step("What introspection says").Public);
        Assert.Equal((await host.Server.UserInfoAsync(suspended)).Told(), trace.Step("What userinfo says").Public);
        Assert.Equal("The account is suspended.", trace.Step("The person").Private);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_said_to_be_what_ended_its_tokens()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var token = (await ready.App.RedeemAsync(await ready.CodeAsync())).Issued();
        var person = (await host.Server.Get<People>().FindActiveAsync(ready.Email, Ct))!;
        var session = (await host.Server.Get<BrowserSessions>().LookAtLatestAsync(person.Id, Ct))!;

        var before = await host.Server.TraceAsync(token);
        await host.Server.Get<SessionLogouts>().EndAsync(session.Id, person.Id, Ct);
        var after = await host.Server.TraceAsync(token);

        Assert.Equal("It is alive.", before.Step("The browser session").Private);
        Assert.EndsWith("The browser session that it came of has ended.", after.Verdict, StringComparison.Ordinal);
        Assert.StartsWith("It is over", after.Step("The browser session").Private, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9068 §4")]
    public async Task A_token_that_is_expired_altered_or_another_servers_says_which()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync("openid")).Issued();
        using var foreign = SigningKey.Create(JwsAlgorithm.RS256, "their-key");
        var ours = host.Server.Get<SigningKeys>().Active(JwsAlgorithm.RS256);

        var expired = await host.Server.TraceAsync(Sign(ours, minutes: -3));
        var altered = await host.Server.TraceAsync($"{token[..^8]}AAAAAAAA");
        var theirs = await host.Server.TraceAsync(Sign(foreign, minutes: 3));

        Assert.EndsWith("The token has expired.", expired.Verdict, StringComparison.Ordinal);
        Assert.Equal("3 minutes ago", expired.Step("It is good").Fact("expired"));
        Assert.Equal(StepOutcome.Passed, expired.Step("Who made the signature").Outcome);
        Assert.EndsWith("No key of ours made the signature.", altered.Verdict, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Passed, altered.Step("The key").Outcome);
        Assert.Equal(StepOutcome.Failed, theirs.Step("The key").Outcome);
        Assert.Equal("their-key", theirs.Step("The key").Fact("kid"));
    }

    [Fact]
    public async Task A_token_of_an_API_with_a_secret_of_its_own_is_told_to_be_one()
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var token = (await scene.ClientCredentialsAsync()).Issued();

        var trace = await host.Server.TraceAsync(token);

        Assert.Equal($"the secret of {scene.Audience}", trace.Step("Who made the signature").Fact("signed by"));
        Assert.Contains("could be of the API's own making", trace.Step("It is good").Private, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Note, trace.Step("What userinfo says").Outcome);
        Assert.Equal("active: true", trace.Step("What introspection says").Public);
    }

    [Fact, Spec("OpenID Connect Core §2")]
    public async Task An_ID_token_is_known_for_one()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var tokens = await ready.App.RedeemAsync(await ready.CodeAsync());

        var trace = await host.Server.TraceAsync(tokens.Issued("id_token"));

        Assert.Equal($"It is an ID token that {ready.App.Client.Id} was issued.", trace.Verdict);
        Assert.Equal(ready.Email, trace.Step("The person").Fact("email"));
    }

    [Fact, Spec("RFC 6749 §6"), Spec("RFC 9700 §4.14.2")]
    public async Task A_refresh_token_stays_unused_and_each_of_its_family_is_told_from_the_others()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.FirstRefreshTokenAsync();

        var unused = await host.Server.TraceAsync(first);
        var second = (await scene.RefreshAsync(first)).Issued("refresh_token");
        var repeated = await host.Server.TraceAsync(first);
        var third = (await scene.RefreshAsync(second)).Issued("refresh_token");
        var old = await host.Server.TraceAsync(first);
        var present = await host.Server.TraceAsync(third);
        (await scene.IntrospectAsync(third)).ShouldBeActive();
        var refused = await scene.RefreshAsync(first);
        var ended = await host.Server.TraceAsync(third);

        Assert.Equal($"It is good: {scene.Client.Id} would get new tokens for it.", unused.Verdict);
        Assert.Equal("The tokens that came of it before, once more.", repeated.Step(Endpoint).Public);
        Assert.Equal(StepOutcome.Failed, old.Step("Its place in the family").Outcome);
        Assert.Equal(refused.Told(), old.Step(Endpoint).Public);
        Assert.StartsWith("a spent token was used again", old.Step(Endpoint).Private, StringComparison.Ordinal);
        Assert.Equal("It is the family's present token.", present.Step("Its place in the family").Private);
        Assert.StartsWith("The refresh family was revoked at", ended.Failed().Private, StringComparison.Ordinal);
        Assert.Equal((await scene.RefreshAsync(third)).Told(), ended.Step(Endpoint).Public);
    }

    [Fact]
    public async Task What_a_client_may_not_do_any_more_is_what_the_token_endpoint_says_then()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();

        await host.Server.ChangeClientAsync(scene.Client, row => row.GrantTypes = ["client_credentials"]);
        var notAllowed = await host.Server.TraceAsync(token);
        Assert.Equal((await scene.RefreshAsync(token)).Told(), notAllowed.Step(Endpoint).Public);

        await host.Server.DisableAsync(scene.Client);
        var disabled = await host.Server.TraceAsync(token);
        Assert.Equal((await scene.RefreshAsync(token)).Told(), disabled.Step(Endpoint).Public);
        Assert.Equal($"{scene.Client.Id} is disabled", disabled.Step(Endpoint).Private);
    }

    [Fact]
    public async Task Scopes_of_several_APIs_are_refused_as_they_would_be()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.ChangeClientAsync(scene.Client, row => row.Scopes = []);

        var trace = await host.Server.TraceAsync(token);
        var answer = await scene.RefreshAsync(token);

        Assert.Equal(
            answer.Status == 200 ? null : answer.Told(),
            answer.Status == 200 ? null : trace.Step(Endpoint).Public
        );
        Assert.Equal(answer.Status == 200, trace.Step(Endpoint).Outcome == StepOutcome.Passed);
    }

    [Fact, Spec("RFC 6749 §4.1.2")]
    public async Task A_code_stays_unused_and_once_it_is_used_that_is_said()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync();

        var unused = await host.Server.TraceAsync($"{ready.App.RedirectUri}?code={code}&state=x");
        var tokens = await ready.App.RedeemAsync(code);
        var used = await host.Server.TraceAsync(code);
        (await host.Server.UserInfoAsync(tokens.Issued())).ShouldSucceed();
        var refused = await ready.App.RedeemAsync(code);

        Assert.Equal($"It is good: {ready.App.Client.Id} would get tokens for it.", unused.Verdict);
        Assert.Equal(ready.App.RedirectUri, unused.Step("What must come with it").Fact("redirect_uri"));
        Assert.Equal(refused.Told(), used.Step(Endpoint).Public);
        Assert.NotNull(used.Step("The authorization code").Fact("used_at"));
        Assert.StartsWith("It was used.", used.Failed().Private, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_whose_account_is_suspended_says_so()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync();
        await host.Server.SuspendAsync(ready.Email);

        var trace = await host.Server.TraceAsync(code);

        Assert.Equal((await ready.App.RedeemAsync(code)).Told(), trace.Step(Endpoint).Public);
        Assert.Equal("the session or the account that the code came of is over", trace.Step(Endpoint).Private);
        Assert.Equal("The account is suspended.", trace.Step("The person").Private);
    }

    [Theory]
    [InlineData("rt_nothing-of-ours")]
    [InlineData("se_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("a.b.c.d.e")]
    [InlineData("hello")]
    public async Task What_is_no_token_is_said_to_be_what_it_is(string text)
    {
        var trace = await host.Server.TraceAsync(text);

        Assert.StartsWith("That is ", trace.Verdict, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Failed, Assert.Single(trace.Steps).Outcome);
    }

    [Fact]
    public async Task Unknown_handles_of_the_right_form_are_looked_for_and_not_found()
    {
        var refresh = await host.Server.TraceAsync($"rt_{new string('A', 64)}");
        var code = await host.Server.TraceAsync($"ac_{new string('A', 43)}");

        Assert.Contains("No refresh family has a token like it", refresh.Verdict, StringComparison.Ordinal);
        Assert.Contains("No such code was given out lately", code.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_the_past_is_found_by_the_number_of_its_refusal()
    {
        var scene = await Scene.SetAsync(host.Server);
        var refused = await scene.RefreshAsync("rt_nothing-of-ours");
        var number = refused.Response.Headers.GetValues("X-Correlation-Id").Single();
        await host.Server.ToldAsync(AuditKind.TokenRefusal, correlation: number);

        var trace = await host.Server.TraceAsync(number);
        var nothing = await host.Server.TraceAsync(new string('0', 32));

        Assert.Equal("The request was refused: not a refresh token of ours.", trace.Verdict);
        Assert.Equal(refused.Told(), Assert.Single(trace.Steps).Public);
        Assert.Equal(number, Assert.Single(trace.Events).Correlation);
        Assert.Empty(nothing.Steps);
        Assert.StartsWith("The audit was told nothing", nothing.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_is_told_who_looked_at_whom_and_not_at_what()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync("openid")).Issued();
        var person = (await host.Server.Get<People>().FindActiveAsync(scene.Email, Ct))!;

        await host.Server.TraceAsync(token);

        var told = await host.Server.ToldAsync(AuditKind.Trace, AuditParty.User(person.Id));
        Assert.Equal($"{TraceLooks.Auditor}", told.Actor);
        Assert.Null(told.Refusal);
        Assert.DoesNotContain(token[^20..], $"{told}", StringComparison.Ordinal);
    }

    private async Task<string> VerdictAsync(string token) => (await host.Server.TraceAsync(token)).Verdict;

    private string Sign(SigningKey key, int minutes)
    {
        var now = host.Server.Get<TimeProvider>().GetUtcNow();
        var claims = $$"""
            {"iss":"{{host.Server.Issuer}}","aud":"{{host.Server.Issuer}}","sub":"{{Guid.CreateVersion7()}}","client_id":"x",
             "jti":"{{Guid.CreateVersion7()}}","iat":{{now.AddMinutes(-9).ToUnixTimeSeconds()}},
             "exp":{{now.AddMinutes(minutes).ToUnixTimeSeconds()}}}
            """;
        return CompactJws.Sign(Encoding.UTF8.GetBytes(claims), key, "at+jwt");
    }
}
