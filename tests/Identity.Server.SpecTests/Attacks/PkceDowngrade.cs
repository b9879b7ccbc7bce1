using System.Buffers.Text;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>The challenge taken out of a request, the verifier out of the other, or either weakened.</summary>
public sealed class PkceDowngrade(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly (string, string?)[] NoChallenge =
    [
        ("code_challenge", null),
        ("code_challenge_method", null),
    ];

    [Theory, Spec("RFC 9700 §2.1.1"), Spec("RFC 7636 §4.4.1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_gets_a_code_without_a_challenge(bool isPublic)
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => isPublic ? client with { AuthenticationMethod = ClientAuthenticationMethod.None } : client
        );

        (await ready.AnswerAsync(NoChallenge)).ShouldRefuse("invalid_request");
        (await ready.AnswerAsync(("code_challenge", ""))).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 9700 §2.1.1")]
    public async Task A_public_client_cannot_do_without_whatever_it_is_registered_for()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    Metadata = new ClientMetadata { RequirePkce = false },
                }
        );

        (await ready.AnswerAsync(NoChallenge)).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 9700 §4.8.2"), Spec("RFC 7636 §4.6"), Spec("RFC 9700 §2.1.1")]
    public async Task A_verifier_without_a_challenge_is_refused_and_a_challenge_without_a_verifier()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { Metadata = new ClientMetadata { RequirePkce = false } }
        );
        var without = await ready.CodeAsync(NoChallenge);
        var with = await ready.CodeAsync();

        (await ready.App.RedeemAsync(without)).ShouldRefuse("invalid_grant");
        (await ready.App.RedeemAsync(with, ("code_verifier", null))).ShouldRefuse("invalid_grant");
        (await ready.App.RedeemAsync(with, ("code_verifier", ""))).ShouldRefuse("invalid_grant");

        (await ready.App.RedeemAsync(without, ("code_verifier", null))).ShouldSucceed();
        (await ready.App.RedeemAsync(with)).ShouldSucceed();
    }

    [Theory, Spec("RFC 7636 §4.2"), Spec("RFC 7636 §4.3"), Spec("RFC 7636 §7.2"), Spec("RFC 7636 §4.4.1")]
    [InlineData(null)]
    [InlineData("plain")]
    [InlineData("PLAIN")]
    [InlineData("s256")]
    [InlineData("S256 ")]
    [InlineData("S512")]
    [InlineData("none")]
    public async Task Only_S256_is_taken(string? method)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        (await ready.AnswerAsync(("code_challenge_method", method), ("code_challenge", App.Verifier))).ShouldRefuse(
            "invalid_request"
        );
        (await ready.AnswerAsync(("code_challenge_method", method))).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 7636 §4.4")]
    public async Task The_challenge_is_in_no_answer()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var challenge = App.ChallengeOf(App.Verifier);

        var answer = await ready.AnswerAsync();
        var tokens = await ready.App.RedeemAsync(answer["code"]!);

        Assert.DoesNotContain(challenge, answer.Address, StringComparison.Ordinal);
        Assert.DoesNotContain(challenge, tokens.Body, StringComparison.Ordinal);
        Assert.Equal(32, Base64Url.DecodeFromChars(answer["code"].AsSpan("ac_".Length)).Length);
    }

    [Theory, Spec("RFC 7636 §4.1"), Spec("RFC 7636 §4.5")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk=")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk ")]
    [InlineData("dbjftjez4cvp-mb92k27uhbuju1p1r_ww1gfwfoejxk")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    public async Task A_verifier_that_is_nearly_right_is_wrong(string verifier)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync();

        var refused = await ready.App.RedeemAsync(code, ("code_verifier", verifier));

        Assert.Equal(400, refused.Status);
        Assert.Contains(refused["error"], (string[])["invalid_grant", "invalid_request"]);
        (await ready.App.RedeemAsync(code)).ShouldSucceed();
    }
}
