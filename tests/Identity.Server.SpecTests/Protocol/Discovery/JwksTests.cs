using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Discovery;

public sealed class JwksTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    [Fact, Spec("RFC 7517 §5"), Spec("RFC 7517 §8.5"), Spec("OpenID Connect Core §15.2")]
    public async Task It_is_a_set_of_keys()
    {
        var answer = await host.Server.GetAsync("/.well-known/jwks.json");

        answer.ShouldSucceed();
        Assert.Equal("application/jwk-set+json", answer.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["keys"], answer.Json.Members());
    }

    [Fact, Spec("RFC 7517 §4"), Spec("RFC 7518 §6"), Spec("RFC 7517 §9.3"), Spec("OpenID Connect Discovery §3")]
    public async Task Only_public_members_are_in_it_even_with_secrets_about()
    {
        await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);
        await Scene.SetAsync(host.Server, JwsAlgorithm.PS256);

        var keys = (await host.Server.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys");

        Assert.NotEqual(0, keys.GetArrayLength());
        foreach (var key in keys.EnumerateArray())
        {
            Assert.Empty(key.Members().Intersect(Private));
            Assert.Matches("^(sig|enc)$", key.GetProperty("use").GetString());
            Assert.Matches("^(RSA|EC)$", key.GetProperty("kty").GetString());
        }
    }

    [Fact, Spec("RFC 7517 §4.5"), Spec("RFC 7638 §3")]
    public async Task Every_key_has_a_name_of_its_own_and_rs256_and_es256_are_there()
    {
        var keys = (await host.Server.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys").EnumerateArray();

        var all = keys.Select(key => (Id: key.GetProperty("kid").GetString(), Alg: key.GetProperty("alg").GetString()))
            .ToArray();

        Assert.Equal(all.Length, all.Select(key => key.Id).Distinct().Count());
        Assert.Contains("RS256", all.Select(key => key.Alg));
        Assert.Contains("ES256", all.Select(key => key.Alg));
    }
}
