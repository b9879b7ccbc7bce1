using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>What the userinfo endpoint adds to who somebody is, and what it may not.</summary>
public sealed class UserInfoTests
{
    [Fact, Spec("OpenID Connect Core §5.3.2")]
    public async Task Claims_of_somebody_else_sign_nobody_in()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.Person["sub"] = "mallory";

        Assert.Contains("somebody else", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_signed_is_not_overruled()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims => claims["email"] = "signed@example.com";
        using var alice = await world.SignedInAsync();

        var claims = (await alice.MeAsync()).GetProperty("claims").ToString();

        Assert.Contains("signed@example.com", claims, StringComparison.Ordinal);
        Assert.DoesNotContain("alice@example.com", claims, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_wants_none_of_it_does_not_ask()
    {
        await using var world = await SignInWorld.OpenAsync(options => options.ReadsUserInfo = false);
        using var alice = await world.SignedInAsync();

        Assert.Equal(0, world.Provider.Asked("/userinfo"));
    }

    [Fact]
    public async Task A_provider_without_the_endpoint_has_said_everything_already()
    {
        await using var world = await SignInWorld.OpenAsync(provider: fake =>
            fake.Metadata.Remove("userinfo_endpoint")
        );
        using var alice = await world.SignedInAsync();

        Assert.Contains(
            "sub=alice",
            (await alice.MeAsync()).GetProperty("claims").ToString(),
            StringComparison.Ordinal
        );
    }
}
