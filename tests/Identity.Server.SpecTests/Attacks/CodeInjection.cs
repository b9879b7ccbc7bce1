using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A stolen code put into somebody else's sign-in: at another client, another address, or with another verifier.</summary>
public sealed class CodeInjection(ClassServer host) : IClassFixture<ClassServer>
{
    private const string OtherVerifier = "another-verifier-of-the-attackers-own-sign-in-0";

    [Fact, Spec("RFC 9700 §4.5"), Spec("RFC 6749 §4.1.3"), Spec("RFC 7636 §4.6"), Spec("RFC 7636 §4.4")]
    public async Task A_code_is_good_for_nobody_but_who_asked_for_it_and_a_failed_theft_costs_nothing()
    {
        const string Second = "https://second.example.com/callback";
        using var victim = await ReadyApp.SetAsync(
            host.Server,
            client => client with { RedirectUris = [.. client.RedirectUris, Second] }
        );
        var thief = await App.RegisterAsync(host.Server);
        var code = await victim.CodeAsync();

        foreach (
            var theft in (Task<TestAnswer>[])
                [
                    thief.RedeemAsync(code),
                    thief.RedeemAsync(code, ("redirect_uri", victim.App.RedirectUri)),
                    thief.RedeemAsync(code, ("client_id", victim.App.Client.Id)),
                    victim.App.RedeemAsync(code, ("code_verifier", OtherVerifier)),
                    victim.App.RedeemAsync(code, ("code_verifier", null)),
                    victim.App.RedeemAsync(code, ("code_verifier", App.ChallengeOf(App.Verifier))),
                    victim.App.RedeemAsync(code, ("redirect_uri", Second)),
                    victim.App.RedeemAsync(code, ("redirect_uri", null)),
                    victim.App.RedeemAsync(code, ("redirect_uri", victim.App.RedirectUri + "/")),
                ]
        )
        {
            var answer = await theft;
            Assert.True(answer.Status is 400 or 401, answer.Body);
            Assert.Null(answer["access_token"]);
        }
        using (var form = new HttpRequestMessage(HttpMethod.Post, "/connect/token"))
        {
            form.Content = new FormUrlEncodedContent([
                new("grant_type", "authorization_code"),
                new("client_id", victim.App.Client.Id),
                new("code", code),
                new("redirect_uri", victim.App.RedirectUri),
                new("code_verifier", App.Verifier),
            ]);
            (await host.Server.SendAsync(form)).ShouldRefuse("invalid_client", 401);
        }

        (await victim.App.RedeemAsync(code)).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.5.3.2"), Spec("OpenID Connect Core §3.1.3.7")]
    public async Task The_nonce_of_a_code_is_that_of_the_request_it_came_of()
    {
        using var victim = await ReadyApp.SetAsync(host.Server);
        var code = await victim.CodeAsync(("nonce", "the victim's"));
        await victim.CodeAsync(("nonce", "the attacker's"));

        var tokens = await victim.App.RedeemAsync(code, ("nonce", "the attacker's"));

        Assert.Equal("the victim's", victim.App.Validate(tokens.Issued("id_token")).GetString("nonce"));
    }
}
