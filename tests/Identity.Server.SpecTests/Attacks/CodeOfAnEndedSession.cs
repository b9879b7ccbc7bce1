using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A code whose sign-in, account, client or scopes are over by the time that it is redeemed.</summary>
public sealed class CodeOfAnEndedSession(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 6749 §4.1.2"), Spec("RFC 9700 §4.13")]
    public async Task Who_has_signed_out_leaves_no_code_behind()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync(("scope", "openid offline_access"));

        await ready.Visitor.SubmitAsync("/signout");

        (await ready.App.RedeemAsync(code)).ShouldRefuse("invalid_grant");
    }

    [Fact]
    public async Task Who_was_suspended_or_has_a_new_password_leaves_no_code_behind()
    {
        using var suspended = await ReadyApp.SetAsync(host.Server);
        using var renewed = await ReadyApp.SetAsync(host.Server);
        var codes = (await suspended.CodeAsync(), await renewed.CodeAsync());

        // As the command does: the account, then all that hangs on it.
        var done = await host.Server.SuspendAsync(suspended.Email);
        await host.Server.Get<TokenRevocation>().RevokeAllAsync(done.Id, done.Email, Ct);
        await host.Server.SetPasswordAsync(renewed.Email, TestClients.Password);

        (await suspended.App.RedeemAsync(codes.Item1)).ShouldRefuse("invalid_grant");
        (await renewed.App.RedeemAsync(codes.Item2)).ShouldRefuse("invalid_grant");
        // A person who is let in again is as good as before; their old code is not.
        await host.Server.ReinstateAsync(suspended.Email);
        (await suspended.App.RedeemAsync(codes.Item1)).ShouldRefuse("invalid_grant");
        await suspended.Visitor.SignInAsync(suspended.Email);
        await suspended.ShouldBeAsGoodAsBeforeAsync();
    }

    [Fact]
    public async Task A_client_that_was_disabled_or_lost_the_grant_redeems_nothing()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync();
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.GrantTypes = ["refresh_token"]);
        (await ready.App.RedeemAsync(code)).ShouldRefuse("unauthorized_client");
        (await ready.AnswerAsync()).ShouldRefuse("unauthorized_client");
        await host.Server.DisableAsync(ready.App.Client);
        (await ready.App.RedeemAsync(code)).ShouldRefuse("invalid_client", 401);

        await host.Server.ChangeClientAsync(
            ready.App.Client,
            row => (row.DisabledAt, row.GrantTypes) = (null, ["authorization_code"])
        );
        (await ready.App.RedeemAsync(code)).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task A_scope_that_was_taken_away_meanwhile_is_not_in_the_tokens()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var code = await ready.CodeAsync(("scope", "openid email profile"));
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.Scopes = ["openid", "profile"]);

        var tokens = await ready.App.RedeemAsync(code, ("scope", "openid email profile phone"));

        Assert.Equal("openid profile", tokens["scope"]);
        Assert.Null((await host.Server.UserInfoAsync(tokens.Issued()))["email"]);
    }
}
