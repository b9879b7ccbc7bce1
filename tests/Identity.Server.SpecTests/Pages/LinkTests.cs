using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>The pages that letters lead to.</summary>
public sealed class LinkTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string NewPassword = "seven green lanterns hum";

    private static readonly (SingleUsePurpose Purpose, string Path)[] Pages =
    [
        (SingleUsePurpose.EmailVerification, "/verify-email"),
        (SingleUsePurpose.PasswordReset, "/reset-password"),
        (SingleUsePurpose.Invitation, "/invitation"),
        (SingleUsePurpose.EmailChangeApproval, "/account/email/approve"),
        (SingleUsePurpose.EmailChange, "/account/email/confirm"),
    ];

    public static TheoryData<string> Paths() => new(Pages.Select(page => page.Path));

    [Fact]
    public async Task A_link_confirms_an_address_when_its_button_is_pressed_and_not_before()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        var path = $"/verify-email?token={await host.Server.LinkTokenAsync(SingleUsePurpose.EmailVerification, email)}";

        Assert.Equal("Confirm your address", (await visitor.GetAsync(path)).Heading);
        Assert.Equal("/verify-email/resend", (await visitor.SignInAsync(email)).Location);
        Assert.Equal("/verify-email/done", (await visitor.SubmitAsync(path)).Location);
        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task A_link_gives_a_new_password_and_ends_what_was_before()
    {
        using var visitor = new Visitor(host.Server);
        using var elsewhere = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await elsewhere.SignInAsync(email);
        var path = $"/reset-password?token={await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email)}";

        var weak = await visitor.SubmitAsync(path, ("password", "12345678"));
        Assert.Equal(422, weak.Status);
        Assert.Contains("meter-0", weak.Body, StringComparison.Ordinal);
        Assert.Equal("/reset-password/done", (await visitor.SubmitAsync(path, ("password", NewPassword))).Location);

        Assert.Equal("/signin", (await elsewhere.GetAsync("/account")).Location);
        Assert.Equal(422, (await visitor.SignInAsync(email)).Status);
        Assert.Equal("/account", (await visitor.SignInAsync(email, NewPassword)).Location);
    }

    [Fact]
    public async Task An_account_moves_when_both_addresses_agree()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        var wanted = $"{TestClients.Unique("moved")}@example.com";
        await visitor.SignInAsync(email);

        var asked = await visitor.SubmitAsync("/account/email", ("email", wanted), ("password", TestClients.Password));
        Assert.Equal("/account/email/sent", asked.Location);
        var approve = await host.Server.LinkTokenAsync(SingleUsePurpose.EmailChangeApproval, email, wanted);
        var approved = await visitor.SubmitAsync($"/account/email/approve?token={approve}");
        Assert.Equal("/account/email/sent", approved.Location);
        var confirm = await host.Server.LinkTokenAsync(SingleUsePurpose.EmailChange, email, wanted);
        var confirmed = await visitor.SubmitAsync($"/account/email/confirm?token={confirm}");

        Assert.Equal("/account/email/done", confirmed.Location);
        Assert.Equal(422, (await new Visitor(host.Server).SignInAsync(email)).Status);
        Assert.Equal("/account", (await new Visitor(host.Server).SignInAsync(wanted)).Location);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_link_that_is_good_for_nothing_reveals_nothing(string path)
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        var own = Pages.Single(page => page.Path == path).Purpose;
        var good = await host.Server.LinkTokenAsync(own, email, "other@example.com");
        List<string> bad =
        [
            "not-a-token",
            good[..^1],
            $"{good}A",
            good.ToUpperInvariant(),
            $"{own.Prefix}{new string('A', 43)}",
        ];
        foreach (var other in Pages.Where(page => page.Purpose != own))
            bad.Add(await host.Server.LinkTokenAsync(other.Purpose, email, "other@example.com"));

        var seen = new HashSet<string>();
        foreach (var token in bad)
        {
            var address = $"{path}?token={Uri.EscapeDataString(token)}";
            var get = await visitor.GetAsync(address);
            var form = (await visitor.GetAsync("/forgot-password")).Token!;
            var post = await visitor.PostAsync(address, ("password", NewPassword), ("form", form));
            foreach (var visit in (Visit[])[get, post])
            {
                Assert.Equal((400, "This link no longer works"), (visit.Status, visit.Heading));
                seen.Add(visit.Comparable.Replace(Uri.EscapeDataString(token), "", StringComparison.OrdinalIgnoreCase));
            }
        }

        Assert.Single(seen);
        var person = await host.Server.Get<People>().FindActiveAsync(email, TestContext.Current.CancellationToken);
        Assert.False(person!.EmailVerified);
        Assert.NotEqual("This link no longer works", (await visitor.GetAsync($"{path}?token={good}")).Heading);
    }
}
