using System.Security.Claims;
using System.Text;
using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace Identity.Server.SpecTests.Attacks;

public sealed class ForgedDataProtectionCookie(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The worst case: whoever forges has the ring itself, and protects whatever they like with it.</summary>
    [Fact]
    public async Task Who_holds_the_whole_ring_gets_in_nowhere_by_it()
    {
        var scene = await Scene.SetAsync(host.Server);
        var person = (await host.Server.Get<People>().FindActiveAsync(scene.Email, Ct))!;
        var started = await host.Server.Get<BrowserSessions>().StartAsync(person, "Firefox", ["pwd"], Ct);
        var ring = host.Server.Get<IDataProtectionProvider>();

        foreach (var forged in Forgeries(ring, person, started.Session.Id))
        {
            Assert.Null(await host.Server.Get<BrowserSessions>().FindAsync(forged, Ct));
            Assert.False(await host.Server.Get<SessionEnds>().EndAsync(forged, Ct));
            (await host.Server.UserInfoAsync(forged)).ShouldRefuse("invalid_token", 401);
            (await scene.IntrospectAsync(forged)).ShouldBeInactive();
            (await scene.RefreshAsync(forged)).ShouldRefuse("invalid_grant");
            var answer = await host.Server.GetAsync(
                "/connect/userinfo",
                request =>
                    request.Headers.TryAddWithoutValidation(
                        "Cookie",
                        $".AspNetCore.Cookies={forged}; .AspNetCore.Identity.Application={forged}"
                    )
            );
            Assert.Equal(401, answer.Status);
        }

        Assert.NotNull(await host.Server.Get<BrowserSessions>().FindAsync(started.Handle.Reveal(), Ct));
    }

    private static IEnumerable<string> Forgeries(IDataProtectionProvider ring, Person person, Guid session)
    {
        // Tickets as the framework's own cookie authentication writes them, were it asked to.
        foreach (var scheme in (string[])["Cookies", "Identity.Application"])
        {
            var protector = ring.CreateProtector(
                "Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationMiddleware",
                scheme,
                "v2"
            );
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person.Id.ToString())], scheme);
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), scheme);
            yield return new TicketDataFormat(protector).Protect(ticket);
        }

        foreach (var text in (string[])[session.ToString(), person.Id.ToString(), person.Email])
        {
            yield return ring.CreateProtector("sessions").Protect(text);
            yield return "se_" + Convert.ToHexString(Encoding.UTF8.GetBytes(text));
        }
    }
}
