using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class KidInjection(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 7515 §4.1.4"), Spec("RFC 8725 §3.10")]
    [InlineData("../../../../dev/null")]
    [InlineData("' OR '1'='1")]
    [InlineData("'; DROP TABLE signing_keys; --")]
    [InlineData("http://127.0.0.1/jwks.json")]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData("__proto__")]
    public async Task A_key_name_only_looks_up_a_map(string kid)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        using var attacker = RSA.Create(2048);
        var header = Forge.Header(tokens.Issued());
        header["kid"] = kid;

        await scene.ShouldBeTakenByNobodyAsync(Forge.Rs256(header, Forge.Claims(tokens.Issued()), attacker));
        header["alg"] = "HS256";
        await scene.ShouldBeTakenByNobodyAsync(Forge.Hs256(header, Forge.Claims(tokens.Issued()), []));
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Theory, Spec("RFC 7515 §4.1.2"), Spec("RFC 7515 §4.1.3"), Spec("RFC 7515 §4.1.5"), Spec("RFC 8725 §3.10")]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    public async Task A_key_that_the_token_brings_along_is_not_looked_at(string parameter)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        using var attacker = RSA.Create(2048);
        var genuine = Forge.Header(tokens.Issued());
        foreach (var kid in new[] { genuine["kid"]!.GetValue<string>(), "attacker" })
        {
            var header = Forge.Header(tokens.Issued());
            header["kid"] = kid;
            header[parameter] = parameter switch
            {
                "jwk" => Public(attacker),
                "x5c" => new JsonArray("AAAA"),
                _ => "http://127.0.0.1:9/keys",
            };

            await scene.ShouldBeTakenByNobodyAsync(Forge.Rs256(header, Forge.Claims(tokens.Issued()), attacker));
        }
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    private static JsonObject Public(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }
}
