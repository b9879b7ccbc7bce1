using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>ID tokens of another provider, for another client, from another request, or made up: none signs anybody in.</summary>
[Spec("OpenID Connect Core §3.1.3.7")]
public sealed class ForgedIdTokens
{
    [Theory]
    [InlineData("iss", "https://evil.example.com")]
    [InlineData("iss", "ISSUER/")]
    [InlineData("aud", "another")]
    [InlineData("azp", "another")]
    [InlineData("azp", "")]
    [InlineData("nonce", "of-another-request")]
    [InlineData("sub", "")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("at_hash", "")]
    public async Task A_claim_of_another_is_refused(string claim, string value)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims =>
            claims[claim] = value.Replace("ISSUER", world.Provider.Issuer, StringComparison.Ordinal);

        Assert.Contains("ID token is refused", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("nonce")]
    public async Task A_claim_that_must_be_there_must_be_there(string claim)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims => claims.Remove(claim);

        Assert.Contains("ID token is refused", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exp", -60)]
    [InlineData("iat", -3600)]
    [InlineData("iat", 3600)]
    [InlineData("nbf", 3600)]
    public async Task A_token_of_another_time_is_refused(string claim, int seconds)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims => claims[claim] = world.Clock.Now.ToUnixTimeSeconds() + seconds;

        await world.RefusalAsync();
    }

    [Fact]
    public async Task A_token_for_several_is_refused_though_we_are_among_them()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims => claims["aud"] = new JsonArray(FakeSignIn.ClientId, "another");

        Assert.Contains("for others", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task An_unsigned_token_is_refused(string algorithm)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.SignIdToken = claims => $"{Encode($$"""{"alg":"{{algorithm}}"}""")}.{Encode(claims)}.";

        await world.RefusalAsync();
    }

    // RFC 8725 §2.1: everybody has the public key; taken for a secret, everybody could sign.
    [Fact]
    public async Task A_public_key_is_no_secret()
    {
        await using var world = await SignInWorld.OpenAsync();
        var jwk = world.Provider.Key.Verification.ToJwk();
        using var forger = SigningKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(jwk.ToJson()), jwk.Kid);
        world.SignIn.SignIdToken = claims => CompactJws.Sign(Encoding.UTF8.GetBytes(claims), forger, "JWT");

        await world.RefusalAsync();
    }

    [Fact]
    public async Task The_client_s_secret_signs_nothing_unless_that_was_agreed_on()
    {
        using var insider = SigningKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(FakeSignIn.Secret));
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.SignIdToken = claims => CompactJws.Sign(Encoding.UTF8.GetBytes(claims), insider, "JWT");
        await world.RefusalAsync();

        await using var agreed = await SignInWorld.OpenAsync(options =>
            options.IdTokenAlgorithms = [JwsAlgorithm.HS256]
        );
        agreed.SignIn.SignIdToken = world.SignIn.SignIdToken;
        using var alice = await agreed.SignedInAsync();
    }

    [Fact]
    public async Task Where_hmac_was_agreed_on_nothing_else_is_taken()
    {
        await using var world = await SignInWorld.OpenAsync(options =>
            options.IdTokenAlgorithms = [JwsAlgorithm.HS256]
        );

        await world.RefusalAsync();
    }

    [Fact]
    public async Task A_key_that_nobody_published_signs_nothing()
    {
        using var forger = SigningKey.Create(JwsAlgorithm.ES256, "forged");
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.SignIdToken = claims => CompactJws.Sign(Encoding.UTF8.GetBytes(claims), forger, "JWT");

        await world.RefusalAsync();
    }

    // RFC 8725 §3.10: a token that brings the key it is signed with.
    [Fact]
    public async Task A_key_in_the_header_is_nobody_s()
    {
        using var forger = SigningKey.Create(JwsAlgorithm.ES256);
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.SignIdToken = claims =>
            CompactJws.SignWithPublicKey(Encoding.UTF8.GetBytes(claims), forger, "JWT");

        await world.RefusalAsync();
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("logout+jwt")]
    [InlineData("dpop+jwt")]
    public async Task A_token_of_another_kind_is_refused(string type)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.SignIdToken = claims => world.SignIn.Sign(JsonNode.Parse(claims)!.AsObject(), type);

        await world.RefusalAsync();
    }

    [Fact]
    public async Task A_sign_in_of_long_ago_does_not_pass_for_a_fresh_one()
    {
        await using var world = await SignInWorld.OpenAsync(options => options.MaxAge = TimeSpan.FromMinutes(5));

        Assert.Contains("too long ago", await world.RefusalAsync(), StringComparison.Ordinal);

        world.SignIn.OnIdToken = claims => claims.Remove("auth_time");
        Assert.Contains("auth_time", await world.RefusalAsync(), StringComparison.Ordinal);

        world.SignIn.OnIdToken = claims => claims["auth_time"] = world.Clock.Now.ToUnixTimeSeconds();
        using var alice = await world.SignedInAsync();
    }

    [Fact]
    public async Task A_weaker_way_of_signing_in_does_not_pass_for_the_one_that_was_asked_for()
    {
        await using var world = await SignInWorld.OpenAsync(options => options.AcrValues.Add("mfa"));

        Assert.Contains("acr", await world.RefusalAsync(), StringComparison.Ordinal);

        world.SignIn.OnIdToken = claims => claims["acr"] = "mfa";
        using var alice = await world.SignedInAsync();
    }

    [Fact]
    public async Task Without_an_id_token_nobody_is_signed_in()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnTokens = tokens => tokens.Remove("id_token");

        Assert.Contains("no id_token", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(0)]
    public async Task Clocks_may_differ_as_far_as_the_options_say(int seconds)
    {
        await using var world = await SignInWorld.OpenAsync(options =>
            options.ClockSkew = TimeSpan.FromSeconds(seconds)
        );
        world.SignIn.OnIdToken = claims => claims["iat"] = world.Clock.Now.ToUnixTimeSeconds() + 60;

        if (seconds > 60)
        {
            using var alice = await world.SignedInAsync();
        }
        else
        {
            Assert.Contains("future", await world.RefusalAsync(), StringComparison.Ordinal);
        }
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
