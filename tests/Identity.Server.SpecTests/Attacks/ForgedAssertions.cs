using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Somebody without the client's key makes an assertion of the client's.</summary>
public sealed class ForgedAssertions(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 8725 §2.1"), Spec("RFC 7523 §3")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task An_assertion_without_a_signature_is_refused(string algorithm)
    {
        foreach (var signer in await SignersAsync())
        {
            var header = Forge.Header(signer.Assertion());
            header["alg"] = algorithm;

            await RefusedAsync(signer, Forge.Unsigned(header, signer.Claims()));
            await RefusedAsync(signer, Forge.Altered(signer.Assertion(), header));
        }
    }

    [Fact, Spec("RFC 8725 §2.1"), Spec("RFC 8725 §3.1")]
    public async Task The_clients_public_key_is_no_shared_secret()
    {
        var signer = await Signer.WithKeyAsync(host.Server, JwsAlgorithm.RS256);
        var header = Forge.Header(signer.Assertion());
        header["alg"] = "HS256";
        var set = Signer.KeySet(signer.Key);
        var key = set.GetProperty("keys")[0];

        foreach (var secret in new[] { set.GetRawText(), key.GetRawText(), key.GetProperty("n").GetString()!, "" })
            await RefusedAsync(signer, Forge.Hs256(header, signer.Claims(), Encoding.UTF8.GetBytes(secret)));
    }

    [Fact]
    public async Task A_hash_of_the_secret_is_no_secret()
    {
        var signer = await Signer.WithSecretAsync(host.Server);
        var header = Forge.Header(signer.Assertion());
        var secret = Encoding.UTF8.GetBytes(signer.Scene.Client.Secret!);

        await RefusedAsync(signer, Forge.Hs256(header, signer.Claims(), SHA256.HashData(secret)));
        await RefusedAsync(signer, Forge.Hs256(header, signer.Claims(), [.. secret, 0]));
        await RefusedAsync(signer, Forge.Hs256(header, signer.Claims(), []));
    }

    [Fact, Spec("RFC 8725 §3.10")]
    public async Task A_key_that_the_assertion_brings_along_is_not_used()
    {
        var signer = await Signer.WithKeyAsync(host.Server, JwsAlgorithm.RS256);
        using var mine = RSA.Create(2048);
        using var key = SigningKey.ImportPkcs8(JwsAlgorithm.RS256, mine.ExportPkcs8PrivateKey(), signer.Key.KeyId);
        foreach (var name in (string[])["jwk", "jku", "x5u", "x5c"])
        {
            var header = Forge.Header(signer.Assertion());
            header[name] = name switch
            {
                "jwk" => JsonNode.Parse(Signer.KeySet(key).GetProperty("keys")[0].GetRawText()),
                "x5c" => new JsonArray(Convert.ToBase64String(mine.ExportSubjectPublicKeyInfo())),
                _ => "https://attacker.example/keys",
            };

            await RefusedAsync(signer, Forge.Rs256(header, signer.Claims(), mine));
        }
    }

    [Fact]
    public async Task Another_client_cannot_speak_for_this_one()
    {
        var victim = await Signer.WithKeyAsync(host.Server);
        var attacker = await Signer.WithKeyAsync(host.Server);

        await RefusedAsync(victim, victim.Assertion(key: attacker.Key));
        await RefusedAsync(victim, attacker.Assertion(claims => claims["sub"] = victim.Id));
        await RefusedAsync(victim, attacker.Assertion(claims => claims["iss"] = victim.Id));

        var answer = await host.Server.PostAsync(
            "/connect/token",
            null,
            [.. victim.Scene.ClientForm, ("client_id", victim.Id), .. Signer.Form(attacker.Assertion())]
        );
        answer.ShouldRefuse("invalid_request");
    }

    [Fact]
    public async Task A_token_of_ours_is_no_assertion()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var token = (await signer.TokenAsync()).Issued();

        await RefusedAsync(signer, token);
    }

    /// <summary>A secret is as long as the longest hash, so that no algorithm makes it easier to find.</summary>
    [Fact, Spec("OpenID Connect Core §16.19")]
    public async Task A_secret_that_signs_is_as_long_as_its_algorithms_want()
    {
        var signer = await Signer.WithSecretAsync(host.Server);

        Assert.InRange(Encoding.UTF8.GetByteCount(signer.Scene.Client.Secret!), JwsAlgorithm.HS512.HashLength, 4096);
    }

    private async Task<Signer[]> SignersAsync() =>
        [
            await Signer.WithKeyAsync(host.Server),
            await Signer.WithKeyAsync(host.Server, JwsAlgorithm.RS256),
            await Signer.WithSecretAsync(host.Server),
        ];

    private static async Task RefusedAsync(Signer signer, string forged)
    {
        (await signer.TokenAsync(forged)).ShouldRefuse("invalid_client", 401);
        (await signer.TokenAsync()).ShouldSucceed();
    }
}
