using Identity.Server.Consents;
using Identity.Server.Interactions.Devices;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>What a person does who is shown a code by a device.</summary>
public sealed class DeviceTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 8628 §3.3")]
    public async Task A_person_types_the_code_compares_and_lets_the_device_in()
    {
        var scene = await SceneAsync();
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);

        var confirm = await visitor.TypeAsync(begun.Issued("user_code").Replace("-", " ").ToLowerInvariant());
        var page = await visitor.GetAsync(confirm);

        Assert.Equal((200, "Is this your device?"), (page.Status, page.Heading));
        foreach (var part in new[] { "Living &amp; Room", begun.Issued("user_code"), "127.0.0.1", scene.Email })
            Assert.Contains(part, page.Body, StringComparison.Ordinal);
        Assert.Contains("See your profile", page.Body, StringComparison.Ordinal);
        Assert.Contains(scene.Scope, page.Body, StringComparison.Ordinal);

        Assert.Equal("/device/done", (await visitor.SubmitAsync(confirm, ("decision", "allow"))).Location);
        Assert.Equal("Your device is let in", (await visitor.GetAsync("/device/done")).Heading);
        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.3")]
    public async Task A_person_turns_the_device_away()
    {
        var scene = await SceneAsync();
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);

        var confirm = await visitor.TypeAsync(begun.Issued("user_code"));
        var refused = await visitor.SubmitAsync(confirm, ("decision", "refuse"));

        Assert.Equal("/device/refused", refused.Location);
        Assert.Equal("The device was turned away", (await visitor.GetAsync("/device/refused")).Heading);
        (await scene.PollAsync(begun)).ShouldRefuse("access_denied");
    }

    [Fact]
    public async Task A_form_without_a_decision_is_no_yes()
    {
        var scene = await SceneAsync();
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);

        await visitor.SubmitAsync(await visitor.TypeAsync(begun.Issued("user_code")));

        (await scene.PollAsync(begun)).ShouldRefuse("access_denied");
    }

    [Fact, Spec("RFC 8628 §3.3")]
    public async Task Who_is_not_signed_in_does_that_first_and_comes_back()
    {
        var scene = await SceneAsync(isFirstParty: true);
        var begun = await scene.BeginDeviceAsync();
        using var visitor = new Visitor(host.Server);

        var away = await visitor.GetAsync("/device");
        Assert.Equal("/signin?to=device", away.Location);
        Assert.Equal("/signin?to=device", (await visitor.GetAsync("/device/confirm?ticket=x")).Location);

        away = await visitor.GetAsync($"/device?user_code={begun["user_code"]}");
        Assert.StartsWith("/signin?to=device-", away.Location, StringComparison.Ordinal);
        var back = await visitor.SubmitAsync(
            away.Location!,
            ("email", scene.Email),
            ("password", TestClients.Password)
        );
        Assert.Equal($"/device?user_code={begun["user_code"]}", back.Location);
    }

    [Fact, Spec("RFC 8628 §3.3.1")]
    public async Task The_whole_address_of_a_first_party_app_spares_the_typing_and_nothing_else()
    {
        var scene = await SceneAsync(isFirstParty: true);
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);
        var whole = new Uri(begun.Issued("verification_uri_complete"));

        var confirm = (await visitor.GetAsync(whole.PathAndQuery)).Location!;
        Assert.Equal("Is this your device?", (await visitor.GetAsync(confirm)).Heading);

        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        await visitor.SubmitAsync(confirm, ("decision", "allow"));
        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §5.1")]
    public async Task A_code_that_never_was_is_used_or_is_another_thing_altogether_gets_one_sentence()
    {
        var scene = await SceneAsync();
        var (used, refused) = (await scene.BeginDeviceAsync(), await scene.BeginDeviceAsync());
        await scene.ApproveAsync(used);
        await scene.RefuseAsync(refused);
        using var visitor = await SignedInAsync(scene);

        string[] codes =
        [
            UserCode.Create().ToString(),
            used.Issued("user_code"),
            refused.Issued("user_code"),
            "12345678",
            "<script>",
        ];
        foreach (var code in codes)
        {
            var visit = await visitor.SubmitAsync("/device", ("code", code));

            Assert.Equal((422, "Connect a device"), (visit.Status, visit.Heading));
            Assert.Contains("This code does not work, or not any more.", visit.Body, StringComparison.Ordinal);
        }
        var empty = await visitor.SubmitAsync("/device", ("code", " "));
        Assert.Contains("Enter the code.", empty.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_stands()
    {
        var scene = await SceneAsync();
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);
        var confirm = await visitor.TypeAsync(begun.Issued("user_code"));
        var page = await visitor.GetAsync(confirm);
        await visitor.SubmitAsync(confirm, ("decision", "allow"));

        var late = await visitor.PostAsync(confirm, ("form", page.Token!), ("decision", "refuse"));

        Assert.Equal((400, "This code no longer works"), (late.Status, late.Heading));
        Assert.Equal(400, (await visitor.GetAsync(confirm)).Status);
        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.3")]
    public async Task A_client_that_is_disabled_meanwhile_is_not_let_in()
    {
        var scene = await SceneAsync();
        var begun = await scene.BeginDeviceAsync();
        using var visitor = await SignedInAsync(scene);
        var confirm = await visitor.TypeAsync(begun.Issued("user_code"));
        var page = await visitor.GetAsync(confirm);
        await host.Server.DisableAsync(scene.Client);

        Assert.Equal(422, (await visitor.SubmitAsync("/device", ("code", begun.Issued("user_code")))).Status);
        Assert.Equal(400, (await visitor.PostAsync(confirm, ("form", page.Token!), ("decision", "allow"))).Status);
    }

    [Theory, Spec("RFC 8628 §3.3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_apps_were_allowed_is_remembered(bool isFirstParty)
    {
        var scene = await SceneAsync(isFirstParty);
        var begun = await scene.BeginDeviceAsync("openid email");
        using var visitor = await SignedInAsync(scene);

        await visitor.SubmitAsync(await visitor.TypeAsync(begun.Issued("user_code")), ("decision", "allow"));

        var person = await host.Server.Get<People>().FindActiveAsync(scene.Email, Ct);
        var allowed = await host.Server.Get<ConsentLedger>().FindAsync(person!.Id, scene.Client.Id, Ct);
        Assert.Equal(isFirstParty ? null : ["openid", "email"], allowed);
    }

    [Theory]
    [InlineData("pl", "Czy to Twoje urządzenie?")]
    [InlineData("de", "Ist das Ihr Gerät?")]
    [InlineData("es", "¿Es este su dispositivo?")]
    public async Task The_page_speaks_the_readers_language(string language, string heading)
    {
        var scene = await SceneAsync();
        using var visitor = await SignedInAsync(scene);
        var confirm = await visitor.TypeAsync((await scene.BeginDeviceAsync()).Issued("user_code"));

        Assert.Equal(heading, (await visitor.GetAsync($"{confirm}&ui_locales={language}")).Heading);
    }

    private Task<Scene> SceneAsync(bool isFirstParty = false) =>
        Scene.SetAsync(
            host.Server,
            client: asked => asked with { Name = "Living & Room", IsFirstParty = isFirstParty }
        );

    private async Task<Visitor> SignedInAsync(Scene scene)
    {
        var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(scene.Email);
        return visitor;
    }
}
