using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class AudienceOfTheWrongType(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 7519 §4.1.3"), Spec("RFC 8725 §3.9")]
    [InlineData("[\"{0}\", 1]")]
    [InlineData("[\"{0}\", null]")]
    [InlineData("[\"{0}\", \"urn:test:another\"]")]
    [InlineData("[[\"{0}\"]]")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    public async Task A_token_whose_audience_is_not_exactly_the_api_is_refused(string audience)
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        var tokens = await scene.SignInAsync();
        var claims = Forge.Claims(tokens.Issued());
        claims["aud"] = JsonNode.Parse(audience.Replace("{0}", scene.Audience, StringComparison.Ordinal));

        await scene.ShouldBeTakenByNobodyAsync(Forge.Hs256(Forge.Header(tokens.Issued()), claims, scene.Secret!));
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }
}
