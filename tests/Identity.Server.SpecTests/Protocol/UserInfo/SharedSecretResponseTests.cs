using System.Buffers.Text;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Declarations;
using Identity.Server.Clients.Metadata;
using Identity.Server.Declarations;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.UserInfo;

/// <summary>ID tokens and answers of userinfo under the secret that a client shares with the server.</summary>
[Spec("OpenID Connect Core §10.1")]
public sealed class SharedSecretResponseTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("RFC 7518 §3.2")]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task They_are_signed_with_the_octets_of_the_secret(string algorithm)
    {
        var scene = await SetAsync(
            new ClientMetadata { IdTokenSignedResponseAlg = algorithm, UserinfoSignedResponseAlg = algorithm }
        );
        var tokens = await scene.SignInAsync("openid email");

        var idToken = Verify(tokens.Issued("id_token"), algorithm, scene.Client.Secret!);
        var info = Verify((await host.Server.UserInfoAsync(tokens.Issued())).Body, algorithm, scene.Client.Secret!);

        Assert.Equal(idToken.Claims.Subject, info.Claims.Subject);
        Assert.Equal(scene.Email, info.Claims.GetString("email"));
        Assert.Null(idToken.Header.KeyId);
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task The_access_token_stays_the_servers_own()
    {
        var scene = await SetAsync(new ClientMetadata { IdTokenSignedResponseAlg = "HS256" });
        var tokens = await scene.SignInAsync("openid");

        await host.Server.VerifyAsync(tokens.Issued());
        (await host.Server.UserInfoAsync(tokens.Issued("id_token"))).ShouldRefuse("invalid_token", 401);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1")]
    public async Task An_id_token_under_the_secret_is_as_good_a_hint_as_any()
    {
        var metadata = new ClientMetadata { IdTokenSignedResponseAlg = "HS256" };
        var app = await App.RegisterAsync(host.Server, asked => asked with { Metadata = metadata });
        var other = await App.RegisterAsync(host.Server, asked => asked with { Metadata = metadata });
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        var code = (await visitor.TravelAsync(app, email))["code"]!;
        var hint = (await app.RedeemAsync(code)).Issued("id_token");

        Assert.NotNull((await AskAsync(app, hint))["code"]);
        Assert.Equal("invalid_request", (await AskAsync(other, hint))["error"]);
        Assert.Equal("invalid_request", (await AskAsync(app, Forged(app, other.Client.Secret!)))["error"]);

        Task<AppAnswer> AskAsync(App by, string shown) =>
            visitor.TravelAsync(by, email, ("prompt", "none"), ("id_token_hint", shown));

        string Forged(App to, string secret)
        {
            var payload = Base64Url.DecodeFromChars(hint.Split('.')[1]);
            Assert.Equal(to.Client.Id, ServedKeys.Claims(hint).GetProperty("aud").GetString());
            return CompactJws.Sign(
                payload,
                SigningKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(secret)),
                "JWT"
            );
        }
    }

    [Fact]
    public async Task A_new_secret_signs_from_its_first_moment()
    {
        var scene = await SetAsync(new ClientMetadata { IdTokenSignedResponseAlg = "HS256" });
        var registry = host.Server.Get<ClientRegistry>();
        var rotated = await registry.RotateSecretAsync(scene.Client.Id, TimeSpan.FromHours(1), Ct);
        await host.Server.Get<ClientCatalog>().ReloadAsync(Ct);
        var fresh = Assert.IsType<Registration.Done>(rotated).Secret!;

        var token = (await scene.SignInAsync("openid")).Issued("id_token");

        Verify(token, "HS256", fresh);
    }

    [Fact]
    public async Task A_secret_that_is_only_a_hash_cannot_be_made_a_key()
    {
        var scene = await Scene.SetAsync(host.Server);
        var asked = new NewClient
        {
            ClientId = scene.Client.Id,
            Metadata = new ClientMetadata { IdTokenSignedResponseAlg = "HS256" },
        };

        var refused = await host
            .Server.Get<DeclarationApplication>()
            .ApplyAsync(
                new Declaration { Clients = [new DeclaredClient(asked, IsDisabled: null)] },
                new ApplicationTerms(Prunes: false, IsDry: false),
                Ct
            );

        var problem = Assert.Single(Assert.IsType<Applied.Refused>(refused).Problems);
        Assert.Contains("hash", problem.Sentence, StringComparison.Ordinal);
        (await scene.SignInAsync("openid")).ShouldSucceed();
    }

    [Theory, Spec("OpenID Connect Core §10.2")]
    [InlineData("dir", "A128CBC-HS256")]
    [InlineData("dir", "A256GCM")]
    [InlineData("A128KW", null)]
    [InlineData("A256KW", "A256CBC-HS512")]
    public async Task They_are_encrypted_with_a_key_made_of_the_secret(string alg, string? enc)
    {
        var scene = await SetAsync(
            new ClientMetadata
            {
                IdTokenEncryptedResponseAlg = alg,
                IdTokenEncryptedResponseEnc = enc,
                UserinfoEncryptedResponseAlg = alg,
                UserinfoEncryptedResponseEnc = enc,
            }
        );
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc ?? "A128CBC-HS256", out var encryption));
        using var key = DecryptionKey.FromClientSecret(scene.Client.Secret!, algorithm, encryption);
        var tokens = await scene.SignInAsync("openid email");

        var idToken = Decrypt(tokens.Issued("id_token"), key);
        var info = Decrypt((await host.Server.UserInfoAsync(tokens.Issued())).Body, key);

        Assert.Equal("JWT", idToken.Header.ContentType);
        var signed = await host.Server.VerifyAsync(Encoding.ASCII.GetString(idToken.Plaintext.Span), "JWT");
        Assert.Equal([scene.Client.Id], signed.Claims.Audience);
        // Not signed, it is the claims themselves.
        Assert.Null(info.Header.ContentType);
        Assert.True(JwtClaims.TryParse(info.Plaintext.Span, out var claims));
        Assert.Equal((signed.Claims.Subject, scene.Email), (claims.Subject, claims.GetString("email")));
    }

    private static JwtVerdict.Valid Verify(string token, string algorithm, string secret)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var known));
        var keys = new VerificationKeys(VerificationKey.FromSecret(known, Encoding.UTF8.GetBytes(secret)));
        var expected = new JwtExpectations { RequireExpiration = false };
        return Assert.IsType<JwtVerdict.Valid>(Jwt.Validate(token, keys, expected, TimeProvider.System.GetUtcNow()));
    }

    private static DecryptedJwe Decrypt(string token, DecryptionKey key)
    {
        Assert.True(CompactJwe.TryDecrypt(token, new DecryptionKeys(key), out var decrypted, out var why), why);
        return decrypted;
    }

    private Task<Scene> SetAsync(ClientMetadata metadata) =>
        Scene.SetAsync(host.Server, client: asked => asked with { Metadata = metadata });
}
