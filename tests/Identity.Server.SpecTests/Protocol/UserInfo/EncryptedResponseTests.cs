using System.Buffers;
using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.UserInfo;

/// <summary>ID tokens and answers of userinfo that only the client can read.</summary>
[Spec("OpenID Connect Core §10.2")]
public sealed class EncryptedResponseTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        var settings = new Dictionary<string, string?> { ["Fetching:AllowLoopback"] = "true" };
        _server = await TestServer.StartAsync(_database.ConnectionString, Ct, settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Theory]
    [Spec("OpenID Connect Core §2"), Spec("OpenID Connect Core §5.3.2"), Spec("RFC 7519 §5.2")]
    [Spec("OpenID Connect Core §16.14")]
    [InlineData("RSA-OAEP-256", null, null)]
    [InlineData("RSA-OAEP-256", "A256GCM", "PS256")]
    [InlineData("ECDH-ES", "A128CBC-HS256", "RS256")]
    [InlineData("ECDH-ES+A256KW", "A192GCM", "ES256")]
    public async Task They_are_signed_and_then_encrypted_with_a_key_of_the_client(string alg, string? enc, string? sign)
    {
        using var key = Key(alg);
        var scene = await SetAsync(
            Encrypting(alg, enc) with
            {
                Jwks = Set(key),
                IdTokenSignedResponseAlg = sign,
                UserinfoSignedResponseAlg = sign ?? "RS256",
            }
        );
        var tokens = await scene.SignInAsync("openid email");

        var idToken = Decrypt(tokens.Issued("id_token"), key);
        var info = await Server.UserInfoAsync(tokens.Issued());

        Assert.Equal(("JWT", "JWT"), (idToken.Header.ContentType, idToken.Header.Type));
        Assert.Equal(enc ?? "A128CBC-HS256", idToken.Header.Encryption.Name);
        Assert.Equal(key.KeyId, idToken.Header.KeyId);
        var signed = await Server.VerifyAsync(Encoding.ASCII.GetString(idToken.Plaintext.Span), "JWT");
        Assert.Equal(sign ?? "RS256", signed.Header.Algorithm.Name);
        Assert.Equal("application/jwt", info.Response.Content.Headers.ContentType?.ToString());
        var nested = Decrypt(info.Body, key);
        var claims = ServedKeys.Claims(Encoding.ASCII.GetString(nested.Plaintext.Span));
        Assert.Equal(signed.Claims.Subject, claims.GetProperty("sub").GetString());
        Assert.Equal(scene.Client.Id, claims.GetProperty("aud").GetString());
        Assert.DoesNotContain(scene.Email, info.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Core §10.2.1")]
    public async Task The_key_that_the_client_publishes_now_is_taken()
    {
        using var first = Key("RSA-OAEP-256");
        using var second = Key("RSA-OAEP-256");
        var published = first;
        await using var origin = Origin.Start(asking =>
            asking.WriteAsync(Origin.Ok(Set(published).GetRawText(), headers: "Cache-Control: max-age=0\r\n"))
        );
        var scene = await SetAsync(Encrypting("RSA-OAEP-256", null) with { JwksUri = origin.Url("/keys") });

        Decrypt((await scene.SignInAsync("openid")).Issued("id_token"), first);
        Decrypt((await scene.SignInAsync("openid")).Issued("id_token"), first);

        Assert.Equal(1, origin.Connections);
        published = second;
        var another = await SetAsync(Encrypting("RSA-OAEP-256", null) with { JwksUri = origin.Url("/keys?2") });
        Decrypt((await another.SignInAsync("openid")).Issued("id_token"), second);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}")]
    public async Task Without_a_key_nothing_is_sent_that_others_could_read(string answer)
    {
        await using var origin = Origin.Answering(answer);
        var metadata = Encrypting("RSA-OAEP-256", null) with { JwksUri = origin.Url("/keys") };
        var scene = await SetAsync(metadata);
        var withToken = await SetAsync(metadata with { IdTokenEncryptedResponseAlg = null });

        var tokens = await scene.SignInAsync("openid email");
        var info = await Server.UserInfoAsync((await withToken.SignInAsync("openid email")).Issued());

        tokens.ShouldRefuse("temporarily_unavailable", 503);
        info.ShouldRefuse("temporarily_unavailable", 503);
        Assert.NotNull(tokens.Response.Headers.RetryAfter);
        // What needs no ID token goes on.
        (await scene.SignInAsync(scene.Scope)).ShouldSucceed();
    }

    [Fact, Spec("RFC 7517 §4.2")]
    public async Task A_key_that_is_for_signatures_is_not_encrypted_with()
    {
        using var signing = SigningKey.Create(JwsAlgorithm.RS256);
        using var key = Key("RSA-OAEP-256");
        var both = Set(signing.Verification.ToJwk(), key.Encryption.ToJwk());
        var scene = await SetAsync(Encrypting("RSA-OAEP-256", null) with { Jwks = both });

        var token = Decrypt((await scene.SignInAsync("openid")).Issued("id_token"), key);

        Assert.Equal(key.KeyId, token.Header.KeyId);
    }

    private static ClientMetadata Encrypting(string alg, string? enc) =>
        new()
        {
            IdTokenEncryptedResponseAlg = alg,
            IdTokenEncryptedResponseEnc = enc,
            UserinfoEncryptedResponseAlg = alg,
            UserinfoEncryptedResponseEnc = enc,
        };

    private static DecryptionKey Key(string alg)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        return DecryptionKey.Create(algorithm);
    }

    private static JsonElement Set(DecryptionKey key) => Set(key.Encryption.ToJwk());

    private static JsonElement Set(params Jwk[] keys)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            new JwkSet(keys).WriteTo(writer);
        return JsonElement.Parse(json.WrittenSpan);
    }

    private static DecryptedJwe Decrypt(string token, DecryptionKey key)
    {
        Assert.True(CompactJwe.TryDecrypt(token, new DecryptionKeys(key), out var decrypted, out var why), why);
        return decrypted;
    }

    private Task<Scene> SetAsync(ClientMetadata metadata) =>
        Scene.SetAsync(Server, client: asked => asked with { Metadata = metadata });
}
