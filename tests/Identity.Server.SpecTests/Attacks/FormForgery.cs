using System.Net;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Forms that another site has a person's browser send, and pages that it puts into a frame.</summary>
public sealed class FormForgery(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly (string Name, string Value)[] Everything =
    [
        ("password", TestClients.Password),
        ("current", TestClients.Password),
        ("wanted", "seven green lanterns hum"),
        ("name", "Mallory"),
        ("locale", "de"),
    ];

    public static TheoryData<string> Forms() =>
        new(
            "/signin",
            "/register",
            "/verify-email",
            "/verify-email/resend",
            "/forgot-password",
            "/reset-password",
            "/signout",
            "/account/profile",
            "/account/password",
            "/account/email",
            "/account/sessions",
            "/account/sessions?handler=Everywhere",
            "/account/apps",
            "/account/delete",
            "/account/email/approve",
            "/account/email/confirm",
            "/device",
            "/device/confirm"
        );

    [Theory, Spec("OpenID Connect Core §3.1.2.3")]
    [MemberData(nameof(Forms))]
    public async Task A_form_that_did_not_come_from_its_page_changes_nothing(string path)
    {
        var email = await host.Server.AddUserAsync();
        using var victim = new Visitor(host.Server);
        using var attacker = new Visitor(host.Server);
        await victim.SignInAsync(email);
        var before = await PersonAsync(email);
        var foreign = (await attacker.GetAsync("/signin")).Token!;
        (string, string)[] form = [("email", email), ("typed", email), .. Everything];

        foreach (var token in (string?[])[null, "", "x", foreign])
        {
            var visit = await victim.PostAsync(path, token is null ? form : [.. form, ("form", token)]);

            Assert.Equal((400, "That did not work"), (visit.Status, visit.Heading));
        }

        Assert.Equal(before, await PersonAsync(email));
        Assert.Equal(200, (await victim.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Another_site_signs_nobody_in_or_out()
    {
        var (victims, attackers) = (await host.Server.AddUserAsync(), await host.Server.AddUserAsync());
        using var victim = new Visitor(host.Server);
        await victim.SignInAsync(victims);

        await victim.PostAsync("/signin", ("email", attackers), ("password", TestClients.Password));
        await victim.PostAsync("/signout");
        await victim.GetAsync("/signout");

        Assert.Contains(victims, (await victim.GetAsync("/account")).Body, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 8628 §5.4")]
    public async Task Another_site_lets_no_device_in()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await scene.BeginDeviceAsync();
        using var victim = new Visitor(host.Server);
        using var attacker = new Visitor(host.Server);
        await victim.SignInAsync(scene.Email);
        var confirm = await victim.TypeAsync(begun.Issued("user_code"));
        var foreign = (await attacker.GetAsync("/signin")).Token!;

        foreach (var token in (string[])["", "x", foreign])
            Assert.Equal(400, (await victim.PostAsync(confirm, ("decision", "allow"), ("form", token))).Status);
        await victim.GetAsync($"{confirm}&decision=allow");

        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        Assert.Equal("/device/done", (await victim.SubmitAsync(confirm, ("decision", "allow"))).Location);
    }

    [Theory, Spec("OpenID Connect Core §3.1.2.3"), Spec("RFC 9700 §4.16")]
    [InlineData("/signin")]
    [InlineData("/account/delete")]
    [InlineData("/nothing")]
    public async Task No_page_can_be_put_into_a_frame(string path)
    {
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());

        var visit = await visitor.GetAsync(path);

        Assert.Equal("DENY", visit.Response.Headers.GetValues("X-Frame-Options").Single());
        var policy = WebUtility.HtmlDecode(visit.Response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    private async Task<Person> PersonAsync(string email) =>
        (await host.Server.Get<People>().FindActiveAsync(email, TestContext.Current.CancellationToken))!;
}
