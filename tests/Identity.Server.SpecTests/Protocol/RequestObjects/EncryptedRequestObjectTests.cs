using System.Text;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.RequestObjects;

/// <summary>Signed requests that nobody on the way can read.</summary>
[Spec("RFC 9101 §6.1")]
public sealed class EncryptedRequestObjectTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("OpenID Connect Core §10.2")]
    [InlineData("RSA-OAEP-256", "A256GCM")]
    [InlineData("ECDH-ES", "A128CBC-HS256")]
    public async Task A_request_is_encrypted_to_a_key_that_we_publish(string alg, string enc)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var answer = await app.TravelAsync(app.Address(Encrypt(app.Object(), await KeyAsync(alg), enc)));

        Assert.Equal(App.State, answer["state"]);
        Assert.NotNull(answer["code"]);
    }

    [Theory]
    [InlineData("dir", "A256GCM")]
    [InlineData("A128KW", "A128CBC-HS256")]
    public async Task A_shared_secret_encrypts_where_that_was_registered(string alg, string enc)
    {
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { RequestObjectEncryptionAlg = alg, RequestObjectEncryptionEnc = enc }
        );
        var other = await SigningApp.RegisterAsync(host.Server);

        var good = Encrypt(app.Object(), Shared(app, alg, enc), enc);

        Assert.NotNull((await app.TravelAsync(app.Address(good)))["code"]);
        await other.RefusedAsync(Encrypt(other.Object(), Shared(other, alg, enc), enc));
    }

    /// <summary>Everybody has our public key.</summary>
    [Fact, Spec("RFC 9101 §10.2"), Spec("OpenID Connect Core §16.14"), Spec("RFC 9101 §4")]
    public async Task Encryption_alone_proves_nothing()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var key = await KeyAsync("RSA-OAEP-256");
        using var mine = SigningKey.Create(JwsAlgorithm.ES256, app.Key.KeyId);

        await app.RefusedAsync(Encrypt(app.Claims().ToJsonString(), key, "A256GCM"));
        await app.RefusedAsync(Encrypt(app.Object(key: mine), key, "A256GCM"));
        await app.RefusedAsync(Encrypt(Encrypt(app.Object(), key, "A256GCM"), key, "A256GCM"));
    }

    [Fact, Spec("OpenID Connect Core §6.3.1")]
    public async Task What_is_encrypted_to_others_is_refused()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        using var theirs = DecryptionKey.Create(JweAlgorithm.RsaOaep256);
        var good = Encrypt(app.Object(), await KeyAsync("RSA-OAEP-256"), "A256GCM");

        await app.RefusedAsync(Encrypt(app.Object(), theirs.Encryption, "A256GCM"));
        await app.RefusedAsync($"{good[..^6]}AAAAAA");
    }

    [Fact, Spec("RFC 7517 §4.2"), Spec("RFC 8725 §3.1")]
    public async Task The_keys_are_for_encryption_and_nothing_else()
    {
        foreach (var alg in (string[])["RSA-OAEP-256", "ECDH-ES"])
        {
            var jwk = Assert.Single(await SetAsync(), key => key.Alg == alg);
            Assert.Equal(("enc", false), (jwk.Use, jwk.IsPrivate));
            foreach (var signing in JwsAlgorithm.All)
                Assert.False(VerificationKey.TryFromJwk(jwk, signing, out _, out _));
        }
    }

    private async Task<EncryptionKey> KeyAsync(string alg) =>
        EncryptionKey.FromJwk(Assert.Single(await SetAsync(), key => key.Alg == alg));

    private async Task<IReadOnlyList<Jwk>> SetAsync()
    {
        var answer = await host.Server.GetAsync("/.well-known/jwks.json");
        Assert.True(JwkSet.TryParse(Encoding.UTF8.GetBytes(answer.Body), out var set, out var why), why);
        return set.Keys;
    }

    private static EncryptionKey Shared(SigningApp app, string alg, string enc)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc, out var encryption));
        return EncryptionKey.FromClientSecret(app.App.Client.Secret!, algorithm, encryption);
    }

    private static string Encrypt(string text, EncryptionKey key, string enc)
    {
        Assert.True(JweEncryption.TryParse(enc, out var encryption));
        return CompactJwe.Encrypt(Encoding.UTF8.GetBytes(text), key, encryption, contentType: "JWT");
    }
}
