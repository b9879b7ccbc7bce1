using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Nobody but the provider ends anybody's session, and not with a token that was made for something else.</summary>
[Spec("OpenID Connect Back-Channel Logout §2.6")]
public sealed class ForgedLogoutTokens
{
    public static TheoryData<string, Action<JsonObject>> Forgeries =>
        new()
        {
            { "of another provider", claims => claims["iss"] = "https://evil.example.com" },
            { "to another client", claims => claims["aud"] = "another" },
            { "to nobody", claims => claims.Remove("aud") },
            { "expired", claims => claims["exp"] = (long)claims["iat"]! - 60 },
            { "for ever", claims => claims.Remove("exp") },
            { "undated", claims => claims.Remove("iat") },
            { "of tomorrow", claims => claims["iat"] = (long)claims["iat"]! + 90_000 },
            { "without jti", claims => claims.Remove("jti") },
            { "with a nonce", claims => claims["nonce"] = "abc" },
            { "without events", claims => claims.Remove("events") },
            {
                "with events that are text",
                claims => claims["events"] = "http://schemas.openid.net/event/backchannel-logout"
            },
            { "of another event", claims => claims["events"] = new JsonObject { ["urn:another"] = new JsonObject() } },
            {
                "of an event that is text",
                claims =>
                    claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = "yes" }
            },
            {
                "of nobody",
                claims =>
                {
                    claims.Remove("sub");
                    claims.Remove("sid");
                }
            },
        };

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public async Task A_token_that_is_none_ends_nothing(string what, Action<JsonObject> forge)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var claims = world.SignIn.LogoutClaims();
        forge(claims);

        Assert.Equal(HttpStatusCode.BadRequest, await world.SayOverAsync(world.SignIn.Sign(claims, "logout+jwt")));

        Assert.True(await alice.IsSignedInAsync(), what);
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("id_token+jwt")]
    public async Task A_token_of_another_kind_ends_nothing(string type)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        var heard = await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), type));

        Assert.Equal(HttpStatusCode.BadRequest, heard);
        Assert.True(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task A_key_of_somebody_else_ends_nothing()
    {
        using var forger = SigningKey.Create(JwsAlgorithm.ES256);
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var claims = world.SignIn.LogoutClaims();
        var bytes = Encoding.UTF8.GetBytes(claims.ToJsonString());
        var jwk = Encoding.UTF8.GetBytes(world.Provider.Key.Verification.ToJwk().ToJson());
        using var confused = SigningKey.FromSecret(JwsAlgorithm.HS256, jwk);

        string[] forged =
        [
            world.SignIn.Sign(claims, "logout+jwt", forger),
            CompactJws.SignWithPublicKey(bytes, forger, "logout+jwt"),
            world.SignIn.Sign(claims, "logout+jwt", confused),
            "",
            "a.b.c",
            new string('a', 200_000),
        ];
        foreach (var token in forged)
            Assert.Equal(HttpStatusCode.BadRequest, await world.SayOverAsync(token));

        Assert.True(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task A_form_of_many_fields_is_not_read_to_its_end()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var somebody = world.Visit();
        var token = world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt");
        (string, string)[] fields = [.. Enumerable.Range(0, 20).Select(i => ($"f{i}", "x")), ("logout_token", token)];

        Assert.Equal(HttpStatusCode.BadRequest, (await somebody.PostAsync("/backchannel-logout", fields)).StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_sent_again_ends_no_session_that_began_since()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var claims = world.SignIn.LogoutClaims();
        claims.Remove("sid");
        var token = world.SignIn.Sign(claims, "logout+jwt");
        await world.SayOverAsync(token);
        Assert.False(await alice.IsSignedInAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        using var again = await world.SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, await world.SayOverAsync(token));

        Assert.True(await again.IsSignedInAsync());
    }

    [Fact]
    public async Task A_cookie_that_was_copied_before_is_worth_nothing_after()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        using var thief = alice.Copy();

        await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt"));

        Assert.False(await thief.IsSignedInAsync());
    }
}
