using Identity.Server.Consents;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A yes that the person never said: sent by another site, given in another browser, or clicked through a frame.</summary>
public sealed class ConsentForgery(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 6819 §4.4.1.10"), Spec("RFC 6749 §10.12")]
    public async Task Another_site_cannot_send_the_form()
    {
        using var victim = new Visitor(host.Server);
        using var attacker = new Visitor(host.Server);
        var (errand, id) = await AskAsync(victim);
        var foreign = (await attacker.GetAsync("/signin")).Token!;
        (string, string)[] form = [("account", id.ToString()), ("answer", "allow"), ("remember", "true")];

        foreach (var token in (string?[])[null, "", "x", foreign])
        {
            var visit = await victim.PostAsync(
                errand.On("/consent"),
                token is null ? form : [.. form, ("form", token)]
            );

            Assert.Equal($"{errand.On("/consent")}&stale=true", visit.Location);
        }

        await ShouldBeUndecidedAsync(errand, id);
    }

    [Fact]
    public async Task Whoever_learns_the_handle_can_do_nothing_with_it_in_another_browser()
    {
        using var victim = new Visitor(host.Server);
        using var attacker = new Visitor(host.Server);
        var (errand, id) = await AskAsync(victim);
        var attackers = await host.Server.AddUserAsync();
        await attacker.SignInAsync(attackers);
        var form = (await attacker.GetAsync("/account/profile")).Token!;

        foreach (var path in (string[])["/consent", "/select-account", "/signin"])
        {
            var visit = await attacker.PostAsync(
                errand.On(path),
                ("account", id.ToString()),
                ("answer", "allow"),
                ("email", attackers),
                ("password", TestClients.Password),
                ("form", form)
            );
            Assert.Equal((400, "Start again"), (visit.Status, visit.Heading));
        }

        await ShouldBeUndecidedAsync(errand, id);
    }

    [Fact, Spec("RFC 6749 §10.13"), Spec("RFC 9700 §4.16")]
    public async Task The_question_cannot_be_put_into_a_frame()
    {
        using var victim = new Visitor(host.Server);
        var (errand, _) = await AskAsync(victim);

        var page = await victim.GetAsync(errand.On("/consent"));

        Assert.Equal(200, page.Status);
        Assert.Equal("DENY", page.Response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains(
            "frame-ancestors 'none'",
            page.Response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("no-referrer", page.Response.Headers.GetValues("Referrer-Policy").Single());
    }

    private async Task<(Errand, Guid)> AskAsync(Visitor visitor)
    {
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        return (errand, await errand.IdOfAsync(email));
    }

    private async Task ShouldBeUndecidedAsync(Errand errand, Guid id)
    {
        var progress = await errand.ProgressAsync();
        Assert.Equal((null, null, null), (progress!.ConsentedBy, progress.RefusedAt, progress.AccountChosenAt));
        Assert.Null(await host.Server.Get<ConsentLedger>().FindAsync(id, errand.Client.Id, Ct));
        Assert.Equal("Allow access?", (await errand.Visitor.GetAsync(errand.On("/consent"))).Heading);
    }
}
