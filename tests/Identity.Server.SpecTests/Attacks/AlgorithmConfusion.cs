using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class AlgorithmConfusion(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 8725 §2.1"), Spec("RFC 8725 §3.1"), Spec("RFC 6749 §10.3")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var header = Forge.Header(tokens.Issued());
        header["alg"] = algorithm;

        await scene.ShouldBeTakenByNobodyAsync(Forge.Unsigned(header, Forge.Claims(tokens.Issued())));
        await scene.ShouldBeTakenByNobodyAsync(Forge.Altered(tokens.Issued(), header));
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("RFC 8725 §2.1")]
    public async Task The_public_key_is_no_shared_secret()
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var served = await host.Server.GetAsync("/.well-known/jwks.json");
        var header = Forge.Header(tokens.Issued());
        var key = served
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Single(one => one.GetProperty("kid").GetString() == header["kid"]!.GetValue<string>());
        header["alg"] = "HS256";

        foreach (var secret in new[] { key.GetRawText(), key.GetProperty("n").GetString()!, served.Body, Pem(key) })
        {
            await scene.ShouldBeTakenByNobodyAsync(
                Forge.Hs256(header, Forge.Claims(tokens.Issued()), Encoding.UTF8.GetBytes(secret))
            );
        }
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    public async Task The_header_does_not_choose_another_algorithm_for_the_key(string algorithm)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var header = Forge.Header(tokens.Issued());
        header["alg"] = algorithm;

        await scene.ShouldBeTakenByNobodyAsync(Forge.Altered(tokens.Issued(), header));
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("RFC 7515 §5.2"), Spec("RFC 6749 §10.3"), Spec("RFC 6750 §5.2"), Spec("RFC 7662 §4")]
    public async Task A_genuine_signature_does_not_cover_other_claims()
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var claims = Forge.Claims(tokens.Issued());
        claims["scope"] = "openid everything";

        await scene.ShouldBeTakenByNobodyAsync(Forge.Altered(tokens.Issued(), claims: claims));
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    private static string Pem(System.Text.Json.JsonElement key)
    {
        using var rsa = System.Security.Cryptography.RSA.Create(
            new System.Security.Cryptography.RSAParameters
            {
                Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
                Exponent = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
            }
        );
        return rsa.ExportSubjectPublicKeyInfoPem();
    }
}
