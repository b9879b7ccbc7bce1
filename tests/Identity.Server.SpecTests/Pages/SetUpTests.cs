using Identity.Server.Roles;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>The page on which a server comes to its first owner.</summary>
public sealed class SetUpTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ClassServer _host = new(databases)
    {
        Settings = new Dictionary<string, string?> { ["Admin:Url"] = "https://admin.example.com" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _host.Server;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Whoever_holds_the_link_makes_the_owner_and_nobody_else_does()
    {
        using var visitor = new Visitor(Server);
        const string Email = "first@example.com";
        var link = $"/setup?token={(await Server.Get<SetUpLinks>().ReplaceAsync(Ct))!.Value.Reveal()}";
        (string Name, string Value)[] form =
        [
            ("name", "<b>First</b>"),
            ("email", Email),
            ("password", TestClients.Password),
        ];

        // Nothing is done for whoever holds none.
        foreach (var bad in (string[])["/setup", "/setup?token=su_nothing", $"{link}A", link.ToUpperInvariant()])
        {
            Assert.Equal((400, "This link no longer works"), Seen(await visitor.GetAsync(bad)));
            var token = (await visitor.GetAsync(link)).Token!;
            var posted = await visitor.PostAsync(bad, [.. form, ("form", token)]);
            Assert.Equal((400, "This link no longer works"), Seen(posted));
        }

        // What is wrong is said, and costs the link nothing.
        Assert.Equal((200, "Set up this server"), Seen(await visitor.GetAsync(link)));
        foreach (
            var (field, value) in ((string, string)[])
                [("email", "no address"), ("email", ""), ("password", "12345678"), ("name", "two\nlines")]
        )
        {
            var wrong = form.Where(pair => pair.Name != field).Append((field, value));
            var visit = await visitor.SubmitAsync(link, [.. wrong]);
            Assert.Equal((422, "Set up this server"), Seen(visit));
            Assert.Contains($"<a href=\"#{field}\">", visit.Body, StringComparison.Ordinal);
        }

        Assert.Equal("/setup/done", (await visitor.SubmitAsync(link, form)).Location);
        var done = await visitor.GetAsync("/setup/done");
        Assert.Equal("You own this server now", done.Heading);
        Assert.Contains("href=\"https://admin.example.com\"", done.Body, StringComparison.Ordinal);
        Assert.Contains(Email, done.Body, StringComparison.Ordinal);

        Assert.Equal((400, "This link no longer works"), Seen(await visitor.GetAsync(link)));
        var owner = await Server.FindAccountAsync(Email);
        Assert.NotNull(owner.EmailVerifiedAt);
        var roles = await Server.Get<RoleMembers>().OfUserAsync(owner.Id, Ct);
        Assert.Equal(["owner"], roles.Select(role => role.Name));
        Assert.Equal("/account", (await visitor.SignInAsync(Email)).Location);
        Assert.DoesNotContain("<b>First", (await visitor.GetAsync("/account")).Body, StringComparison.Ordinal);

        // The last owner stays.
        var leaving = await visitor.SubmitAsync(
            "/account/delete",
            ("typed", Email),
            ("password", TestClients.Password)
        );
        Assert.Equal(409, leaving.Status);
        Assert.Contains("You are the last owner of this server.", leaving.Body, StringComparison.Ordinal);
    }

    private static (int Status, string Heading) Seen(Visit visit) => (visit.Status, visit.Heading);
}
