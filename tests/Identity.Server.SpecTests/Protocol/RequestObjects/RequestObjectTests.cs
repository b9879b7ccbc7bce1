using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.RequestObjects;

/// <summary>Requests that their client has signed, by value.</summary>
public sealed class RequestObjectTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 9101 §5.1"), Spec("RFC 9101 §6.2"), Spec("OpenID Connect Core §6.1")]
    [InlineData("RS256", null)]
    [InlineData("PS256", "PS256")]
    [InlineData("ES256", null)]
    [InlineData("ES384", "ES384")]
    public async Task A_signed_request_is_answered(string name, string? registered)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        var app = await SigningApp.RegisterAsync(
            host.Server,
            algorithm,
            metadata => metadata with { RequestObjectSigningAlg = registered }
        );

        var answer = await app.TravelAsync(app.Address(app.Object()));

        Assert.Equal(App.State, answer["state"]);
        var tokens = await app.App.RedeemAsync(answer["code"]!);
        Assert.Equal(App.Nonce, app.App.Validate(tokens.Issued("id_token")).GetString("nonce"));
    }

    [Fact, Spec("RFC 9126 §3")]
    public async Task A_signed_request_can_be_pushed()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var pushed = await app.PushAsync(("request", app.Object()), ("scope", "email"));

        Assert.Equal(201, pushed.Status);
        var answer = await app.TravelAsync(app.AddressOf(("request_uri", pushed["request_uri"])));
        Assert.Equal(200, (await app.App.RedeemAsync(answer["code"]!)).Status);
    }

    [Theory, Spec("RFC 9101 §4"), Spec("RFC 9101 §10.8")]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("application/oauth-authz-req+jwt")]
    public async Task It_may_be_of_these_types(string? type)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        Assert.NotNull((await app.TravelAsync(app.Address(app.Object(type: type))))["code"]);
    }

    [Theory, Spec("RFC 9101 §10.8")]
    [InlineData("client-authentication+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("at+jwt")]
    [InlineData("")]
    public async Task What_was_signed_for_something_else_is_refused(string type)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        await app.RefusedAsync(app.Object(type: type));
    }

    public static TheoryData<string, string?> Spoilt =>
        new()
        {
            { "client_id", null },
            { "client_id", "\"another\"" },
            { "client_id", "7" },
            { "iss", "\"another\"" },
            { "iss", "7" },
            { "aud", "\"https://another.example\"" },
            { "aud", "[]" },
            { "aud", "[\"https://another.example\"]" },
            { "exp", "1700000000" },
            { "exp", "\"soon\"" },
            { "nbf", "9999999999" },
            { "request", "\"a.b.c\"" },
            { "request_uri", "\"https://app.example.com/request\"" },
            { "state", "\"a\\u0000b\"" },
            { "resource", "7" },
            { "resource", "[7]" },
            { "resource", "[]" },
        };

    [Theory, Spec("RFC 9101 §4"), Spec("RFC 9101 §6.3"), Spec("OpenID Connect Core §6.1")]
    [MemberData(nameof(Spoilt))]
    public async Task One_claim_that_is_not_right_is_enough(string claim, string? json)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        await app.RefusedAsync(
            app.Object(claims =>
            {
                claims.Remove(claim);
                if (json is not null)
                    claims[claim] = JsonNode.Parse(json);
            })
        );
    }

    [Fact, Spec("RFC 9101 §10.8")]
    public async Task One_that_would_be_the_clients_assertion_is_refused()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        await app.RefusedAsync(app.Object(claims => claims["sub"] = app.App.Client.Id));
    }

    [Theory, Spec("RFC 9101 §4")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("nbf")]
    public async Task Who_when_and_for_whom_may_be_left_out(string claim)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        Assert.NotNull((await app.TravelAsync(app.Address(app.Object(claims => claims.Remove(claim)))))["code"]);
    }

    [Fact, Spec("RFC 9101 §6.3")]
    public async Task Several_may_be_meant_as_long_as_we_are_one_of_them()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var both = app.Object(claims => claims["aud"] = new JsonArray("https://another.example", host.Server.Issuer));

        Assert.NotNull((await app.TravelAsync(app.Address(both)))["code"]);
    }

    [Fact, Spec("RFC 9101 §4"), Spec("OpenID Connect Core §6.1")]
    public async Task Numbers_and_objects_are_what_they_would_be_as_parameters()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var signed = app.Object(claims =>
        {
            claims["max_age"] = 3600;
            claims["claims"] = JsonNode.Parse("""{"id_token":{"email":null}}""");
            claims["something_unknown"] = JsonNode.Parse("""[{"a":[1]}]""");
        });

        var answer = await app.TravelAsync(app.Address(signed));

        var token = app.App.Validate((await app.App.RedeemAsync(answer["code"]!)).Issued("id_token"));
        Assert.True(token.TryGet("auth_time", out _));
        Assert.NotNull(token.GetString("email"));
    }

    [Fact, Spec("RFC 8707 §2.1")]
    public async Task Several_resources_are_a_list()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var answer = await app.TravelAsync(
            app.Address(app.Object(claims => claims["resource"] = new JsonArray("urn:unknown:1", "urn:unknown:2")))
        );

        Assert.Equal("invalid_target", answer["error"]);
    }

    [Fact, Spec("RFC 9101 §5"), Spec("OpenID Connect Core §6.1")]
    public async Task By_value_and_by_reference_at_once_is_refused()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var both = app.Address(app.Object(), app.OuterAddress, ("request_uri", "https://app.example.com/request"));

        Assert.Equal("invalid_request", (await app.TravelAsync(both))["error"]);
    }

    [Theory, Spec("OpenID Connect Core §6.1"), Spec("RFC 9101 §10.7")]
    [InlineData("code", null)]
    [InlineData("id_token", "invalid_request")]
    public async Task A_response_type_outside_is_the_one_inside(string outside, string? error)
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var answer = await app.TravelAsync(app.Address(app.Object(), app.OuterAddress, ("response_type", outside)));

        Assert.Equal(error, answer["error"]);
    }

    [Fact, Spec("RFC 9101 §5"), Spec("RFC 9101 §6.3")]
    public async Task A_client_outside_is_the_one_inside()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var other = await SigningApp.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);
        var nobody = app.Address(app.Object()).Replace(app.App.Client.Id, "nobody", StringComparison.Ordinal);

        await other.RefusedAsync(app.Object());
        (await visitor.GetAsync(nobody)).ShouldStayHere();

        Assert.NotNull((await app.TravelAsync(app.Address(app.Object())))["code"]);
    }

    [Fact, Spec("RFC 9101 §6.3"), Spec("RFC 6749 §4.1.2.1"), Spec("OpenID Connect Core §6.3.3"), Spec("RFC 9101 §7")]
    public async Task What_is_wrong_inside_is_told_where_the_object_says()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var answer = await app.TravelAsync(app.Address(app.Object(claims => claims["prompt"] = "dance")));

        Assert.Equal(("invalid_request", App.State), (answer["error"], answer["state"]));
    }

    [Fact, Spec("RFC 9101 §6.3"), Spec("RFC 6749 §4.1.2.1")]
    public async Task Without_a_proven_address_the_refusal_is_shown()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);
        string[] addresses =
        [
            app.Address("not.an.object"),
            app.Address("not.an.object", ("redirect_uri", "https://evil.example/callback")),
            app.Address(
                app.Object(claims => claims["redirect_uri"] = "https://evil.example/callback"),
                app.OuterAddress
            ),
            app.Address(app.Object(claims => claims.Remove("redirect_uri")), app.OuterAddress),
        ];

        foreach (var address in addresses)
        {
            var visit = await visitor.GetAsync(address);
            Assert.Equal((400, null), (visit.Status, visit.Location));
        }
    }

    [Fact, Spec("RFC 9101 §10.5"), Spec("RFC 9126 §2.3")]
    public async Task A_client_that_must_sign_cannot_ask_without_a_signature()
    {
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { RequireSignedRequestObject = true }
        );

        var plain = await app.TravelAsync(app.App.Address());
        var pushed = await app.PushAsync([.. app.App.Request().Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal("invalid_request", plain["error"]);
        pushed.ShouldRefuse("invalid_request");
        Assert.NotNull((await app.TravelAsync(app.Address(app.Object())))["code"]);
    }

    [Fact, Spec("OpenID Connect Core §6.1"), Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task A_secret_signs_where_that_was_registered()
    {
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { Jwks = null, RequestObjectSigningAlg = "HS256" }
        );
        using var secret = Signer.KeyOf(app.App.Client.Secret!);

        Assert.NotNull((await app.TravelAsync(app.Address(app.Object(key: secret))))["code"]);
        await app.RefusedAsync(app.Object());
    }

    [Fact]
    [Spec("RFC 9101 §6.2"), Spec("OpenID Connect Core §6.3.2"), Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task An_algorithm_that_is_not_the_registered_one_is_refused()
    {
        using var key = SigningKey.Create(JwsAlgorithm.RS256);
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { Jwks = Signer.KeySet(key), RequestObjectSigningAlg = "PS256" }
        );

        await app.RefusedAsync(app.Object(key: key));
    }

    [Fact]
    public async Task One_that_is_too_long_is_refused()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var answer = await app.PushAsync(
            ("request", app.Object(claims => claims["something"] = new string('a', 25_000)))
        );

        Assert.InRange(answer.Status, 400, 413);
    }
}
