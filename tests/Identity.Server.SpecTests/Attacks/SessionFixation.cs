using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class SessionFixation(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private BrowserSessions Sessions => host.Server.Get<BrowserSessions>();

    [Fact, Spec("RFC 6819 §4.4.1.11")]
    public async Task A_handle_that_was_planted_never_becomes_a_session()
    {
        var planted = SessionHandle.Create().Reveal();

        var started = await Sessions.StartAsync(await PersonAsync(), "Firefox", ["pwd"], Ct);

        Assert.NotEqual(planted, started.Handle.Reveal());
        Assert.Null(await Sessions.FindAsync(planted, Ct));
        Assert.Null(await Sessions.RenewAsync(planted, ["pwd"], Ct));
        Assert.Null(await Sessions.FindAsync(planted, Ct));
    }

    [Fact]
    public async Task A_handle_from_before_a_change_of_privilege_is_worth_nothing_after_it()
    {
        var person = await PersonAsync();
        var before = (await Sessions.StartAsync(person, "Firefox", ["pwd"], Ct)).Handle.Reveal();

        var after = await Sessions.RenewAsync(before, ["pwd", "otp"], Ct);

        Assert.Null(await Sessions.FindAsync(before, Ct));
        Assert.Null(await Sessions.RenewAsync(before, ["pwd", "otp"], Ct));
        Assert.False(await host.Server.Get<SessionEnds>().EndAsync(before, Ct));
        Assert.Equal(["pwd", "otp"], (await Sessions.FindAsync(after!.Handle.Reveal(), Ct))!.Amr);
    }

    [Fact]
    public async Task The_handle_of_ones_own_session_never_becomes_anothers()
    {
        var (attacker, victim) = (await PersonAsync(), await PersonAsync());
        var planted = (await Sessions.StartAsync(attacker, "Firefox", ["pwd"], Ct)).Handle.Reveal();

        await Sessions.StartAsync(victim, "Firefox", ["pwd"], Ct);

        Assert.Equal(attacker.Id, (await Sessions.FindAsync(planted, Ct))!.Person.Id);
    }

    [Fact]
    public async Task Every_sign_in_has_a_handle_of_its_own()
    {
        var person = await PersonAsync();
        var handles = new HashSet<string>(StringComparer.Ordinal);
        for (var times = 0; times < 20; times++)
            Assert.True(handles.Add((await Sessions.StartAsync(person, "Firefox", ["pwd"], Ct)).Handle.Reveal()));
    }

    [Fact]
    public async Task A_cookie_that_was_planted_in_a_browser_is_replaced_at_sign_in_and_its_session_ended()
    {
        using var attacker = new Visitor(host.Server);
        using var victim = new Visitor(host.Server);
        await attacker.SignInAsync(await host.Server.AddUserAsync());
        var email = await host.Server.AddUserAsync();
        foreach (var planted in (string[])[attacker["identity"]!, SessionHandle.Create().Reveal(), "anything"])
        {
            victim.Plant("identity", planted);
            var page = await victim.GetAsync("/forgot-password");
            await victim.PostAsync(
                "/signin",
                ("email", email),
                ("password", TestClients.Password),
                ("form", page.Token!)
            );

            Assert.NotEqual(planted, victim["identity"]);
            Assert.Null(await Sessions.FindAsync(planted, Ct));
            Assert.Equal(email, (await Sessions.FindAsync(victim["identity"]!, Ct))!.Person.Email);
        }
    }

    private async Task<Person> PersonAsync() =>
        (await host.Server.Get<People>().FindActiveAsync(await host.Server.AddUserAsync(), Ct))!;
}
