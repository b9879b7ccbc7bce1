using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>A client of our own may say why a sign-in was refused; once the password was right, and not before.</summary>
public sealed class FirstPartyTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string OneAnswerForAll = "The grant is invalid, expired, revoked or was issued to another client.";

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task It_is_told_of_a_suspension_in_the_words_for_the_person()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });
        await scene.SuspendAsync("Please call us.");

        var answer = await scene.SignInAsync();

        answer.ShouldRefuse("invalid_grant");
        Assert.Equal("Please call us.", answer["error_description"]);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task It_is_told_of_an_unverified_address()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });

        var answer = await host.Server.SignInAsync(scene.Client, email, "openid");

        answer.ShouldRefuse("invalid_grant");
        Assert.Equal("The e-mail address is not verified.", answer["error_description"]);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task It_is_told_nothing_while_the_password_is_wrong()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });
        await scene.SuspendAsync("Please call us.");

        var answer = await host.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", "wrong"));

        Assert.Equal(OneAnswerForAll, answer["error_description"]);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task Other_clients_get_one_answer_for_every_reason()
    {
        var scene = await Scene.SetAsync(host.Server);
        var unverified = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        await scene.SuspendAsync("Please call us.");

        var answers = new[]
        {
            await scene.SignInAsync(),
            await host.Server.SignInAsync(scene.Client, unverified, "openid"),
            await host.Server.SignInAsync(scene.Client, "nobody@example.com", "openid"),
        };

        Assert.All(answers, answer => answer.ShouldRefuse("invalid_grant"));
        Assert.All(answers, answer => Assert.Equal(OneAnswerForAll, answer["error_description"]));
    }

    [Fact, Spec("RFC 6749 §5.2"), Spec("RFC 6749 §4.3")]
    public async Task Words_for_a_person_that_the_wire_cannot_carry_are_made_fit_for_it()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });
        await scene.SuspendAsync("Zadzwoń do \"nas\" \\ proszę.");

        var answer = await scene.SignInAsync();

        answer.ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 6749 §4.3")]
    public async Task A_client_that_does_not_ask_for_verified_addresses_takes_others()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { RequiresVerifiedEmail = false });
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });

        var answer = await host.Server.SignInAsync(scene.Client, email, "openid");

        answer.ShouldSucceed();
    }
}
