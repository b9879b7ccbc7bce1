using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>APIs that a client names when it asks, and when it redeems.</summary>
public sealed class AuthorizationResourceTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 8707 §2.1"), Spec("RFC 8707 §2.2")]
    public async Task Tokens_are_for_the_API_that_was_asked_for_and_for_no_other()
    {
        var (one, other) = (await host.Server.AddApiAsync(), await host.Server.AddApiAsync());
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { Scopes = ["openid", one.Scope, other.Scope] }
        );
        var code = await ready.CodeAsync(("scope", $"openid {one.Scope} {other.Scope}"), ("resource", one.Audience));

        (await ready.App.RedeemAsync(code, ("resource", other.Audience))).ShouldRefuse("invalid_target");
        (await ready.App.RedeemAsync(code, ("resource", "urn:nobody:knows"))).ShouldRefuse("invalid_target");
        var tokens = await ready.App.RedeemAsync(code);

        Assert.Equal($"openid {one.Scope}", tokens["scope"]);
        Assert.Equal(one.Audience, ServedKeys.Claims(tokens.Issued()).GetProperty("aud").ToString());
    }

    [Fact, Spec("RFC 8707 §2.2")]
    public async Task A_code_for_several_that_names_none_is_still_good_when_one_is_named()
    {
        var (one, other) = (await host.Server.AddApiAsync(), await host.Server.AddApiAsync());
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { Scopes = ["openid", one.Scope, other.Scope] }
        );
        var code = await ready.CodeAsync(("scope", $"openid {one.Scope} {other.Scope}"));

        (await ready.App.RedeemAsync(code)).ShouldRefuse("invalid_target");
        var tokens = await ready.App.RedeemAsync(code, ("resource", one.Audience));

        Assert.Equal(one.Audience, ServedKeys.Claims(tokens.Issued()).GetProperty("aud").ToString());
        // Used, it is a code that was used, whatever is asked for.
        (await ready.App.RedeemAsync(code)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 8707 §2.1"), Spec("RFC 8707 §2.2")]
    public async Task Of_several_that_were_asked_for_one_is_named_when_the_code_is_redeemed()
    {
        var (one, other) = (await host.Server.AddApiAsync(), await host.Server.AddApiAsync());
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { Scopes = ["openid", one.Scope, other.Scope] }
        );
        var address =
            ready.App.Address(("scope", $"openid {one.Scope} {other.Scope}"), ("resource", one.Audience))
            + $"&resource={Uri.EscapeDataString(other.Audience)}";
        var code = Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!["code"]!;

        var tokens = await ready.App.RedeemAsync(code, ("resource", other.Audience));

        Assert.Equal($"openid {other.Scope}", tokens["scope"]);
        Assert.Equal(other.Audience, ServedKeys.Claims(tokens.Issued()).GetProperty("aud").ToString());
    }
}
