using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>An API that shares a secret with the server can sign what it likes; it must count nowhere but at that API.</summary>
public sealed class TokenOfAnApiForgedByAnotherApi(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 8725 §3.9"), Spec("RFC 9068 §4")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    public async Task One_apis_secret_makes_no_token_for_another(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var signs));
        var evil = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var victim = await Scene.SetAsync(host.Server, signs);
        var tokens = await victim.SignInAsync();
        var header = Forge.Header((await evil.SignInAsync()).Issued());

        var forged = Forge.Hs256(header, Forge.Claims(tokens.Issued()), evil.Secret!);

        await victim.ShouldBeTakenByNobodyAsync(forged);
        (await host.Server.IntrospectAsync(await victim.AddApiClientAsync(), forged)).ShouldBeInactive();
        (await host.Server.IntrospectAsync(await evil.AddApiClientAsync(), forged)).ShouldBeInactive();
        await victim.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("OpenID Connect Core §5.3.1"), Spec("RFC 8725 §3.1")]
    public async Task Userinfo_says_nothing_to_a_token_that_an_api_could_have_made()
    {
        var evil = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var victim = await Scene.SetAsync(host.Server);
        var genuine = (await victim.SignInAsync()).Issued();
        var template = (await evil.SignInAsync()).Issued();

        foreach (var audience in new[] { evil.Audience, host.Server.Issuer })
        {
            var claims = Forge.Claims(template);
            claims["aud"] = audience;
            claims["sub"] = Forge.Claims(genuine)["sub"]!.GetValue<string>();
            var forged = Forge.Hs256(Forge.Header(template), claims, evil.Secret!);

            (await host.Server.UserInfoAsync(forged)).ShouldRefuse("invalid_token", 401);
        }
        (await host.Server.UserInfoAsync(genuine)).ShouldSucceed();
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task An_api_cannot_end_another_apis_token_by_forging_one_of_the_same_name()
    {
        var evil = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var victim = await Scene.SetAsync(host.Server);
        var tokens = await victim.SignInAsync();
        var template = (await evil.SignInAsync()).Issued();
        var claims = Forge.Claims(template);
        foreach (var claim in new[] { "jti", "grant_id", "sub" })
            claims[claim] = Forge.Claims(tokens.Issued())[claim]!.GetValue<string>();
        var forged = Forge.Hs256(Forge.Header(template), claims, evil.Secret!);

        (await host.Server.RevokeAsync(evil.Client, forged)).ShouldSucceed();

        (await evil.IntrospectAsync(forged)).ShouldBeInactive();
        await victim.ShouldBeAsGoodAsBeforeAsync(tokens);
    }
}
