using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientAuthentication;

[Spec("RFC 7523 §2.2"), Spec("RFC 7523 §3"), Spec("OpenID Connect Core §9")]
public sealed class ClientAssertionTests(ClassServer host) : IClassFixture<ClassServer>
{
    public static TheoryData<string> Asymmetric =>
        new(JwsAlgorithm.All.Where(algorithm => !algorithm.IsSymmetric).Select(algorithm => algorithm.Name));

    public static TheoryData<string> Symmetric =>
        new(JwsAlgorithm.All.Where(algorithm => algorithm.IsSymmetric).Select(algorithm => algorithm.Name));

    [Theory]
    [MemberData(nameof(Asymmetric))]
    public async Task Private_key_jwt_authenticates_with_every_algorithm(string algorithm) =>
        (await (await Signer.WithKeyAsync(host.Server, Algorithm(algorithm))).TokenAsync()).ShouldSucceed();

    [Theory]
    [MemberData(nameof(Symmetric))]
    public async Task Client_secret_jwt_authenticates_with_every_algorithm(string algorithm) =>
        (await (await Signer.WithSecretAsync(host.Server, Algorithm(algorithm))).TokenAsync()).ShouldSucceed();

    [Theory]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revoke")]
    public async Task Other_endpoints_take_an_assertion_as_well(string path)
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var token = (await signer.TokenAsync()).Issued();

        (
            await signer.Server.PostAsync(path, null, [("token", token), .. Signer.Form(signer.Assertion())])
        ).ShouldSucceed();
        (await signer.Server.PostAsync(path, null, [("token", token), .. Signer.Form("a.b.c")])).ShouldRefuse(
            "invalid_client",
            401
        );
    }

    [Theory, Spec("RFC 9126 §2")]
    [InlineData("")]
    [InlineData("/connect/token")]
    [InlineData("/connect/par")]
    public async Task A_request_is_pushed_with_an_assertion_for_any_of_our_names(string audience)
    {
        const string Callback = "https://app.example/callback";
        var signer = await Signer.WithKeyAsync(host.Server);
        await signer.Server.ChangeClientAsync(signer.Scene.Client, row => row.RedirectUris = [Callback]);
        (string, string)[] request =
        [
            ("response_type", "code"),
            ("redirect_uri", Callback),
            ("scope", "openid"),
            ("code_challenge", new string('A', 43)),
            ("code_challenge_method", "S256"),
        ];
        var assertion = signer.Assertion(claims => claims["aud"] = $"{signer.Server.Issuer}{audience}");

        var pushed = await signer.Server.PostAsync("/connect/par", null, [.. request, .. Signer.Form(assertion)]);
        var again = await signer.Server.PostAsync("/connect/par", null, [.. request, .. Signer.Form(assertion)]);

        Assert.True(pushed.Status == 201, pushed.Body);
        Assert.NotNull(pushed["request_uri"]);
        again.ShouldRefuse("invalid_client", 401);
    }

    [Theory]
    [InlineData("the issuer")]
    [InlineData("a list of the issuer")]
    [InlineData("the token endpoint")]
    [InlineData("a list of our addresses")]
    public async Task The_audience_is_the_issuer_or_its_token_endpoint(string audience)
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var issuer = signer.Server.Issuer;

        var answer = await signer.TokenAsync(
            signer.Assertion(claims =>
                claims["aud"] = audience switch
                {
                    "the issuer" => issuer,
                    "the token endpoint" => $"{issuer}/connect/token",
                    "a list of the issuer" => new JsonArray(issuer),
                    _ => new JsonArray($"{issuer}/connect/introspect", issuer, $"{issuer}/connect/token"),
                }
            )
        );

        answer.ShouldSucceed();
    }

    public static TheoryData<string, string?> Spoils =>
        new()
        {
            { "iss", null },
            { "iss", "\"another\"" },
            { "iss", "7" },
            { "sub", null },
            { "sub", "\"another\"" },
            { "sub", "[\"client\"]" },
            { "aud", null },
            { "aud", "\"\"" },
            { "aud", "\"https://id.example\"" },
            { "aud", "[]" },
            { "aud", "7" },
            { "exp", null },
            { "exp", "\"soon\"" },
            { "exp", "0" },
            { "jti", null },
            { "jti", "\"\"" },
            { "jti", "7" },
        };

    [Theory]
    [MemberData(nameof(Spoils))]
    public async Task A_claim_that_is_missing_or_wrong_is_refused(string name, string? value)
    {
        var signer = await Signer.WithKeyAsync(host.Server);

        var answer = await signer.TokenAsync(
            signer.Assertion(claims =>
            {
                claims.Remove(name);
                if (value is not null)
                    claims[name] = JsonNode.Parse(value);
            })
        );

        answer.ShouldRefuse("invalid_client", 401);
        (await signer.TokenAsync()).ShouldSucceed();
    }

    [Theory]
    [InlineData("exp", -20, true)] // clocks may differ a little
    [InlineData("exp", -40, false)]
    [InlineData("exp", 3590, true)]
    [InlineData("exp", 3660, false)]
    [InlineData("exp", 100_000_000, false)]
    [InlineData("nbf", 20, true)]
    [InlineData("nbf", 60, false)]
    [InlineData("iat", -86_400, true)]
    public async Task An_assertion_is_good_for_now(string name, int seconds, bool isGood)
    {
        var signer = await Signer.WithKeyAsync(host.Server);

        var answer = await signer.TokenAsync(
            signer.Assertion(claims => claims[name] = Signer.Now.AddSeconds(seconds).ToUnixTimeSeconds())
        );

        Assert.Equal(isGood ? 200 : 401, answer.Status);
    }

    [Fact]
    public async Task Claims_that_nobody_asked_for_change_nothing()
    {
        var signer = await Signer.WithKeyAsync(host.Server);

        var answer = await signer.TokenAsync(
            signer.Assertion(claims =>
            {
                claims["scope"] = "everything";
                claims["client_id"] = "another";
                claims["nested"] = new JsonObject { ["jti"] = "x" };
            })
        );

        answer.ShouldSucceed();
        Assert.Equal(signer.Scene.Scope, answer["scope"] ?? signer.Scene.Scope);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("client-authentication+jwt", true)]
    [InlineData("oauth-authz-req+jwt", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("at+jwt", false)]
    [InlineData("logout+jwt", false)]
    [Spec("RFC 8725 §3.11")]
    public async Task What_was_signed_for_something_else_is_no_assertion(string? type, bool isGood)
    {
        var signer = await Signer.WithKeyAsync(host.Server);

        Assert.Equal(isGood ? 200 : 401, (await signer.TokenAsync(signer.Assertion(type: type))).Status);
    }

    [Fact]
    public async Task A_name_is_good_once_whatever_else_is_said_with_it()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion(claims => claims["jti"] = "once");
        var later = signer.Assertion(claims =>
        {
            claims["jti"] = "once";
            claims["exp"] = Signer.Now.AddMinutes(2).ToUnixTimeSeconds();
        });

        (await signer.TokenAsync(assertion)).ShouldSucceed();
        (await signer.TokenAsync(assertion)).ShouldRefuse("invalid_client", 401);
        (await signer.TokenAsync(later)).ShouldRefuse("invalid_client", 401);
    }

    [Fact]
    public async Task Two_clients_may_choose_the_same_name()
    {
        var one = await Signer.WithKeyAsync(host.Server);
        var other = await Signer.WithKeyAsync(host.Server);

        (await one.TokenAsync(one.Assertion(claims => claims["jti"] = "1"))).ShouldSucceed();
        (await other.TokenAsync(other.Assertion(claims => claims["jti"] = "1"))).ShouldSucceed();
    }

    [Fact]
    public async Task An_assertion_that_is_refused_is_not_used_up()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion();
        await signer.Server.DisableAsync(signer.Scene.Client);
        (await signer.TokenAsync(assertion)).ShouldRefuse("invalid_client", 401);

        await signer.Server.ChangeClientAsync(signer.Scene.Client, row => row.DisabledAt = null);

        (await signer.TokenAsync(assertion)).ShouldSucceed();
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("RFC 8725 §3.1")]
    public async Task The_registered_algorithm_is_the_only_one()
    {
        var open = await Signer.WithKeyAsync(host.Server, JwsAlgorithm.RS256, WithoutAlg);
        var bound = await Signer.WithKeyAsync(
            host.Server,
            JwsAlgorithm.RS256,
            metadata => WithoutAlg(metadata) with { TokenEndpointAuthSigningAlg = "PS256" }
        );
        var secret = await Signer.WithSecretAsync(host.Server, JwsAlgorithm.HS256, registered: "HS512");

        (await open.TokenAsync()).ShouldSucceed();
        (await open.TokenAsync(open.Assertion(key: As(open.Key, JwsAlgorithm.PS256)))).ShouldSucceed();
        (await bound.TokenAsync()).ShouldRefuse("invalid_client", 401);
        (await bound.TokenAsync(bound.Assertion(key: As(bound.Key, JwsAlgorithm.PS256)))).ShouldSucceed();
        (await secret.TokenAsync()).ShouldRefuse("invalid_client", 401);
        (
            await secret.TokenAsync(
                secret.Assertion(key: Signer.KeyOf(secret.Scene.Client.Secret!, JwsAlgorithm.HS512))
            )
        ).ShouldSucceed();
    }

    [Fact, Spec("RFC 7517 §4.4")]
    public async Task The_algorithm_of_a_key_is_the_only_one()
    {
        var signer = await Signer.WithKeyAsync(host.Server, JwsAlgorithm.RS256);

        (await signer.TokenAsync(signer.Assertion(key: As(signer.Key, JwsAlgorithm.RS512)))).ShouldRefuse(
            "invalid_client",
            401
        );
    }

    [Fact, Spec("RFC 7591 §2"), Spec("RFC 6749 §2.3.2")]
    public async Task Only_the_registered_way_is_taken()
    {
        var key = await Signer.WithKeyAsync(host.Server);
        var secret = await Signer.WithSecretAsync(host.Server);
        var basic = await Scene.SetAsync(host.Server);
        var open = secret.Scene.ClientForm.With("client_id", secret.Id);

        (await secret.Server.TokenAsync(secret.Scene.Client, secret.Scene.ClientForm)).ShouldRefuse(
            "invalid_client",
            401
        );
        (
            await secret.Server.PostAsync(
                "/connect/token",
                null,
                open.With("client_secret", secret.Scene.Client.Secret!)
            )
        ).ShouldRefuse("invalid_client", 401);
        (await secret.Server.PostAsync("/connect/token", null, open)).ShouldRefuse("invalid_client", 401);
        (await secret.TokenAsync(secret.Assertion(key: key.Key))).ShouldRefuse("invalid_client", 401);
        (await key.Server.TokenAsync(new TestClient(key.Id, "anything"), key.Scene.ClientForm)).ShouldRefuse(
            "invalid_client",
            401
        );
        var impostor = new Signer(basic, Signer.KeyOf(basic.Client.Secret!));
        (await impostor.TokenAsync()).ShouldRefuse("invalid_client", 401);
        (await impostor.TokenAsync(impostor.Assertion(key: key.Key))).ShouldRefuse("invalid_client", 401);
    }

    [Fact]
    public async Task Old_and_new_secret_sign_while_they_overlap()
    {
        var signer = await Signer.WithSecretAsync(host.Server);
        var rotated = Assert.IsType<Registration.Done>(
            await signer
                .Server.Get<ClientRegistry>()
                .RotateSecretAsync(signer.Id, TimeSpan.FromHours(1), TestContext.Current.CancellationToken)
        );
        await signer.Server.Get<ClientCatalog>().ReloadAsync(TestContext.Current.CancellationToken);
        var fresh = signer with { Key = Signer.KeyOf(rotated.Secret!) };

        (await signer.TokenAsync()).ShouldSucceed();
        (await fresh.TokenAsync()).ShouldSucceed();

        await signer.Server.ChangeClientAsync(
            signer.Scene.Client,
            row => row.Secrets.OrderBy(secret => secret.Id).First().ExpiresAt = Signer.Now.AddSeconds(-1)
        );
        (await signer.TokenAsync()).ShouldRefuse("invalid_client", 401);
        (await fresh.TokenAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 7521 §4.2.1")]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var stranger = await Signer.WithKeyAsync(host.Server);

        TestAnswer[] answers =
        [
            await signer.TokenAsync(signer.Assertion(key: stranger.Key)),
            await signer.TokenAsync(signer.Assertion(claims => claims["exp"] = 1)),
            await signer.TokenAsync(signer.Assertion(claims => claims["sub"] = "nobody")),
            await signer.TokenAsync("nonsense"),
        ];

        Assert.All(answers, answer => answer.ShouldRefuse("invalid_client", 401));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
    }

    private static JwsAlgorithm Algorithm(string name) =>
        JwsAlgorithm.TryParse(name, out var algorithm)
            ? algorithm
            : throw new ArgumentException($"There is no {name}.", nameof(name));

    private static SigningKey As(SigningKey key, JwsAlgorithm algorithm) =>
        SigningKey.ImportPkcs8(algorithm, key.ExportPkcs8(), key.KeyId);

    private static Clients.Metadata.ClientMetadata WithoutAlg(Clients.Metadata.ClientMetadata metadata)
    {
        var set = JsonNode.Parse(metadata.Jwks!.Value.GetRawText())!.AsObject();
        foreach (var key in set["keys"]!.AsArray())
            key!.AsObject().Remove("alg");
        return metadata with { Jwks = System.Text.Json.JsonSerializer.SerializeToElement(set) };
    }
}
