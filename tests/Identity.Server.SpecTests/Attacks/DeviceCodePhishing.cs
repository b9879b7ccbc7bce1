using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Somebody has a device of their own ask, and gets another person to let it in.</summary>
public sealed class DeviceCodePhishing(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 8628 §5.4"), Spec("RFC 8628 §3.3.1")]
    public async Task A_link_that_holds_the_code_spares_the_victim_of_a_strange_app_nothing()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await scene.BeginDeviceAsync();
        using var victim = await SignedInAsync(scene);

        Assert.Null(begun["verification_uri_complete"]);
        var code = begun.Issued("user_code");
        var page = await victim.GetAsync($"/device?user_code={code}");

        Assert.Equal((200, "Connect a device"), (page.Status, page.Heading));
        Assert.DoesNotContain(
            code,
            page.Body.Replace($"user_code={code}", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("Did somebody send you here", page.Body, StringComparison.Ordinal);
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
    }

    [Fact, Spec("RFC 8628 §5.4")]
    public async Task The_attackers_page_of_the_decision_is_worth_nothing_in_another_browser()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await scene.BeginDeviceAsync();
        using var attacker = new Visitor(host.Server);
        await attacker.SignInAsync(await host.Server.AddUserAsync());
        var confirm = await attacker.TypeAsync(begun.Issued("user_code"));
        using var victim = await SignedInAsync(scene);
        var token = (await victim.GetAsync("/device")).Token!;

        var page = await victim.GetAsync(confirm);
        var posted = await victim.PostAsync(confirm, ("form", token), ("decision", "allow"));

        Assert.Equal((400, "This code no longer works"), (page.Status, page.Heading));
        Assert.Equal(400, posted.Status);
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        // Nothing was lost: whose session it is can still decide.
        Assert.Equal("/device/refused", (await attacker.SubmitAsync(confirm, ("decision", "refuse"))).Location);
    }

    [Fact, Spec("RFC 8628 §5.4"), Spec("RFC 8628 §3.3")]
    public async Task Who_types_it_all_the_same_sees_where_it_comes_from_and_is_warned()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await host.Server.PostRawAsync(
            "/connect/device",
            TestClients.Basic(scene.Client.Id, scene.Client.Secret!).ToString(),
            "scope=openid"u8.ToArray(),
            spoil: request =>
                request.Headers.UserAgent.ParseAdd(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
                )
        );
        using var victim = await SignedInAsync(scene);

        var page = await victim.GetAsync(await victim.TypeAsync(begun.Issued("user_code")));

        Assert.Contains("<dd>127.0.0.1, Chrome on Windows</dd>", page.Body, StringComparison.Ordinal);
        Assert.Contains("If somebody sent you the code", page.Body, StringComparison.Ordinal);
        Assert.Contains(scene.Email, page.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 8628 §5.4")]
    public async Task The_attacker_has_ten_minutes()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            TestContext.Current.CancellationToken,
            clock: clock
        );
        var scene = await Scene.SetAsync(server);
        var begun = await scene.BeginDeviceAsync();
        using var victim = new Visitor(server);
        await victim.SignInAsync(scene.Email);
        var confirm = await victim.TypeAsync(begun.Issued("user_code"));
        var token = (await victim.GetAsync(confirm)).Token!;
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(422, (await victim.SubmitAsync("/device", ("code", begun.Issued("user_code")))).Status);
        var late = await victim.PostAsync(confirm, ("form", token), ("decision", "allow"));

        Assert.Equal((400, "This code no longer works"), (late.Status, late.Heading));
        (await scene.PollAsync(begun)).ShouldRefuse("expired_token");
    }

    private async Task<Visitor> SignedInAsync(Scene scene)
    {
        var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(scene.Email);
        return visitor;
    }
}
