using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A code used again, by whoever read it in a log or a history: what the first use gave ends.</summary>
public sealed class CodeReplay(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §4.1.2"), Spec("RFC 6749 §10.5"), Spec("RFC 9700 §2.1.1")]
    public async Task Everything_that_came_of_it_ends_and_nothing_else()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit", "refresh_token"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );
        var bystander = await ready.App.RedeemAsync(await ready.CodeAsync(("scope", "openid offline_access")));
        var front = await ready.AnswerAsync(("response_type", "code token"), ("scope", "openid offline_access"));
        var first = await ready.App.RedeemAsync(front["code"]!);
        var refreshed = await RefreshAsync(ready, first);
        refreshed.ShouldSucceed();

        (await ready.App.RedeemAsync(front["code"]!)).ShouldRefuse("invalid_grant");

        foreach (var token in (string[])[front["access_token"]!, first.Issued(), refreshed.Issued()])
        {
            Assert.Equal(401, (await host.Server.UserInfoAsync(token)).Status);
            (await host.Server.IntrospectAsync(ready.App.Client, token)).ShouldBeInactive();
        }
        (await RefreshAsync(ready, refreshed)).ShouldRefuse("invalid_grant");
        (await host.Server.UserInfoAsync(bystander.Issued())).ShouldSucceed();
        (await RefreshAsync(ready, bystander)).ShouldSucceed();
    }

    [Fact, Spec("RFC 9700 §4.5")]
    public async Task Who_cannot_use_a_spent_code_cannot_end_what_it_gave_either()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var thief = await App.RegisterAsync(host.Server);
        var code = await ready.CodeAsync();
        var tokens = await ready.App.RedeemAsync(code);

        (await thief.RedeemAsync(code, ("redirect_uri", ready.App.RedirectUri))).ShouldRefuse("invalid_grant");
        (await ready.App.RedeemAsync(code, ("code_verifier", null))).ShouldRefuse("invalid_grant");

        (await host.Server.UserInfoAsync(tokens.Issued())).ShouldSucceed();
    }

    private Task<TestAnswer> RefreshAsync(ReadyApp ready, TestAnswer tokens) =>
        host.Server.TokenAsync(ready.App.Client, Scene.RefreshForm(tokens.Issued("refresh_token")));
}
