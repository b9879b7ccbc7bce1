using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>Answers that come as one JWT, and what a client finds in it.</summary>
[Spec("JARM §2.1")]
public sealed class SignedAnswerTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Types = ["code", "code id_token", "id_token token"];

    [Theory]
    [Spec("JARM §2.3.1"), Spec("JARM §2.3.2"), Spec("JARM §2.3.3"), Spec("JARM §2.3.4"), Spec("JARM §3")]
    [Spec("JARM §2.2")]
    [InlineData("jwt", "code", "Query", null)]
    [InlineData("query.jwt", "code", "Query", "ES256")]
    [InlineData("fragment.jwt", "code", "Fragment", "PS256")]
    [InlineData("form_post.jwt", "code", "FormPost", null)]
    [InlineData("jwt", "code id_token", "Fragment", null)]
    [InlineData("form_post.jwt", "id_token token", "FormPost", "RS256")]
    public async Task The_answer_is_a_JWT_of_ours_for_the_client(string mode, string type, string channel, string? alg)
    {
        var app = await RegisterAsync(new ClientMetadata { AuthorizationSignedResponseAlg = alg });

        var answer = await TravelAsync(app, mode, type);

        Assert.Equal(channel, $"{answer.Channel}");
        var claims = await ReadAsync(app, answer, alg ?? "RS256");
        Assert.Equal(App.State, claims.GetString("state"));
        Assert.Equal(type.Contains("code", StringComparison.Ordinal), claims.GetString("code") is not null);
        if (claims.GetString("code") is { } code)
            Assert.Equal(200, (await app.RedeemAsync(code)).Status);
        if (claims.GetString("id_token") is { } idToken)
            Assert.Equal(App.Nonce, app.Validate(idToken).GetString("nonce"));
        if (claims.GetString("access_token") is { } token)
            Assert.Equal(200, (await host.Server.UserInfoAsync(token)).Status);
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("fragment.jwt")]
    [InlineData("form_post.jwt")]
    public async Task So_is_a_refusal(string mode)
    {
        var app = await RegisterAsync(ClientMetadata.Empty);

        var wrong = await ReadAsync(app, await TravelAsync(app, mode, "code", ("prompt", "dance")), "RS256");
        var refused = await ReadAsync(app, await TravelAsync(app, mode, "code", ("prompt", "none")), "RS256");

        Assert.Equal(("invalid_request", App.State), (wrong.GetString("error"), wrong.GetString("state")));
        Assert.Equal(("login_required", App.State), (refused.GetString("error"), refused.GetString("state")));
    }

    [Fact, Spec("JARM §2.3.1"), Spec("JARM §2.2")]
    public async Task Tokens_stand_in_a_query_only_where_nobody_else_can_read_them()
    {
        using var key = DecryptionKey.Create(JweAlgorithm.RsaOaep256);
        var plain = await RegisterAsync(ClientMetadata.Empty);
        var hidden = await RegisterAsync(Encrypting(key));

        var refused = await TravelAsync(plain, "query.jwt", "id_token token");
        var answer = await TravelAsync(hidden, "query.jwt", "id_token token");

        Assert.Equal((Channel.Fragment, "invalid_request"), (refused.Channel, refused["error"]));
        Assert.Equal(Channel.Query, answer.Channel);
        Assert.True(
            CompactJwe.TryDecrypt(answer["response"], new DecryptionKeys(key), out var decrypted, out var why),
            why
        );
        Assert.Equal("JWT", decrypted.Header.ContentType);
        Assert.Equal("A256GCM", decrypted.Header.Encryption.Name);
        var signed = await host.Server.VerifyAsync(Encoding.ASCII.GetString(decrypted.Plaintext.Span), "JWT");
        Assert.NotNull(signed.Claims.GetString("access_token"));
    }

    [Fact, Spec("JARM §3")]
    public async Task Encryption_is_the_usual_where_only_its_algorithm_was_registered()
    {
        using var key = DecryptionKey.Create(JweAlgorithm.RsaOaep256);
        var app = await RegisterAsync(Encrypting(key) with { AuthorizationEncryptedResponseEnc = null });

        var answer = await TravelAsync(app, "jwt", "code");

        Assert.True(
            CompactJwe.TryDecrypt(answer["response"], new DecryptionKeys(key), out var decrypted, out var why),
            why
        );
        Assert.Equal("A128CBC-HS256", decrypted.Header.Encryption.Name);
    }

    [Fact, Spec("JARM §3")]
    public async Task A_client_with_a_secret_may_have_it_signed_with_that()
    {
        var app = await RegisterAsync(new ClientMetadata { AuthorizationSignedResponseAlg = "HS256" });
        using var secret = Signer.KeyOf(app.Client.Secret!);

        var answer = await TravelAsync(app, "jwt", "code");

        var verdict = ServedKeys.Verify(
            new VerificationKeys(secret.Verification),
            answer["response"]!,
            "JWT",
            Signer.Now
        );
        Assert.NotNull(verdict.Claims.GetString("code"));
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_shown_as_a_mistake()
    {
        var app = await RegisterAsync(ClientMetadata.Empty);
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());
        var request = app.Request(("response_mode", "jwt"), ("prompt", "dance"), ("state", new string('+', 8000)));

        var posted = await visitor.PostAsync("/connect/authorize", [.. request.Select(pair => (pair.Key, pair.Value))]);

        var visit = await visitor.GetAsync(posted.Location!);

        Assert.Equal((400, null), (visit.Status, visit.Location));
    }

    private Task<App> RegisterAsync(ClientMetadata metadata) =>
        App.RegisterAsync(
            host.Server,
            asked =>
                asked with
                {
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = metadata with { ResponseTypes = Types },
                }
        );

    private async Task<AppAnswer> TravelAsync(
        App app,
        string mode,
        string type,
        params (string Name, string? Value)[] changes
    )
    {
        using var visitor = new Visitor(host.Server);
        var address = app.Address([("response_mode", mode), ("response_type", type), .. changes]);
        return await visitor.TravelAsync(app, address, await host.Server.AddUserAsync());
    }

    /// <summary>As a client does, JARM §2.4: there is nothing beside the JWT, and it is ours, for it, for now.</summary>
    private async Task<JwtClaims> ReadAsync(App app, AppAnswer answer, string alg)
    {
        Assert.Equal(["response"], answer.Parameters.Keys);
        var verdict = await host.Server.VerifyAsync(answer["response"]!, "JWT");
        Assert.Equal(alg, verdict.Header.Algorithm.Name);
        Assert.Equal(host.Server.Issuer, verdict.Claims.Issuer);
        Assert.Equal([app.Client.Id], verdict.Claims.Audience);
        Assert.InRange((verdict.Claims.ExpiresAt!.Value - Signer.Now).TotalMinutes, 9, 10);
        return verdict.Claims;
    }

    private static ClientMetadata Encrypting(DecryptionKey key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            new JwkSet([key.Encryption.ToJwk()]).WriteTo(json);
        return new ClientMetadata
        {
            Jwks = JsonElement.Parse(buffer.ToArray()),
            AuthorizationEncryptedResponseAlg = "RSA-OAEP-256",
            AuthorizationEncryptedResponseEnc = "A256GCM",
        };
    }
}
