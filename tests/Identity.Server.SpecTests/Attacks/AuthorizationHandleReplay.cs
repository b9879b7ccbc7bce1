using Identity.Server.Interactions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>The name of a waiting request, used again, by another browser, or by another person.</summary>
public sealed class AuthorizationHandleReplay(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Pages = "/connect/authorize/resume";

    [Fact]
    public async Task A_request_is_answered_once_however_many_ask()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var resume = await PostAsync(ready.Visitor, ready.App);

        var visits = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ready.Visitor.GetAsync(resume)));

        var answer = Assert.Single(visits, visit => Journey.Answer(visit, ready.App) is not null);
        Assert.All(
            visits.Where(visit => visit != answer),
            visit => Assert.StartsWith("/start-again", visit.Location, StringComparison.Ordinal)
        );
        (await ready.App.RedeemAsync(Journey.Answer(answer, ready.App)!["code"]!)).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.7")]
    public async Task A_request_that_was_begun_in_one_browser_is_answered_in_no_other()
    {
        using var attacker = await ReadyApp.SetAsync(host.Server);
        using var victim = await ReadyApp.SetAsync(host.Server);
        var resume = await PostAsync(attacker.Visitor, attacker.App);
        // The victim has a cookie of its own, as everybody who has begun something.
        await PostAsync(victim.Visitor, victim.App);

        var visit = await victim.Visitor.GetAsync(resume);

        Assert.StartsWith("/start-again", visit.Location, StringComparison.Ordinal);
        var answer = Journey.Answer(await attacker.Visitor.GetAsync(resume), attacker.App);
        Assert.NotNull(answer?["code"]);
    }

    [Fact]
    public async Task A_name_that_is_forged_damaged_or_of_another_kind_is_none()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var resume = await PostAsync(ready.Visitor, ready.App);
        var handle = resume.Split('=')[1];
        var pushed = Uri.UnescapeDataString((await ready.App.PushAsync()).Split("request_uri=")[1]);

        foreach (
            var forged in (string[])
                [
                    "",
                    "x",
                    handle[..^1],
                    handle + "A",
                    handle[3..],
                    handle[..10] + (handle[10] == 'A' ? 'B' : 'A') + handle[11..],
                    handle.ToUpperInvariant(),
                    pushed,
                    "ar_" + pushed.Split(':')[^1],
                    ready.Visitor["visitor"]!,
                    ready.Visitor["identity"]!,
                    $"{handle}&request={handle}",
                    "%00",
                    "' OR 1=1 --",
                ]
        )
        {
            var query = forged.Contains("&request", StringComparison.Ordinal) ? forged : Uri.EscapeDataString(forged);
            var visit = await ready.Visitor.GetAsync($"{Pages}?request={query}");
            Assert.StartsWith("/start-again", visit.Location, StringComparison.Ordinal);
        }
        Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(resume), ready.App)?["code"]);
    }

    [Fact]
    public async Task A_browser_without_its_cookie_or_with_a_forged_one_has_no_request()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var resume = await PostAsync(ready.Visitor, ready.App);
        var own = ready.Visitor["visitor"]!;

        foreach (var planted in (string[])["x", VisitorHandle.Create().Reveal(), ready.Visitor["identity"]!])
        {
            ready.Visitor.Plant("visitor", planted);
            Assert.StartsWith(
                "/start-again",
                (await ready.Visitor.GetAsync(resume)).Location,
                StringComparison.Ordinal
            );
        }
        ready.Visitor.Plant("visitor", own);
        Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(resume), ready.App)?["code"]);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.2")]
    public async Task Whoever_is_signed_in_at_the_end_is_who_the_app_is_told_of()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var resume = await PostAsync(ready.Visitor, ready.App);
        await ready.Visitor.SubmitAsync("/signout");
        var other = await host.Server.AddUserAsync();
        await ready.Visitor.SignInAsync(other);

        var answer = Journey.Answer(await ready.Visitor.GetAsync(resume), ready.App);

        var tokens = await ready.App.RedeemAsync(answer!["code"]!);
        var told = ready.App.Validate(tokens.Issued("id_token")).Subject;
        Assert.Equal((await host.Server.UserInfoAsync(tokens.Issued()))["sub"], told);
        var person = await host.Server.Get<People>().FindActiveAsync(other, TestContext.Current.CancellationToken);
        Assert.Equal(person!.Id.ToString(), told);
    }

    private static async Task<string> PostAsync(Visitor visitor, App app) =>
        (
            await visitor.PostAsync("/connect/authorize", [.. app.Request().Select(pair => (pair.Key, pair.Value))])
        ).Location!;
}
