using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

public sealed class RegistrationTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Fact]
    [Spec("RFC 7591 §3.2.1"), Spec("OpenID Connect Dynamic Client Registration §3.2"), Spec("OpenID Connect Core §9")]
    [Spec("OpenID Connect Core §15.2"), Spec("OpenID Connect Dynamic Client Registration §2")]
    [Spec("OpenID Connect Dynamic Client Registration §3.1")]
    public async Task A_client_registers_itself_and_is_told_what_it_is()
    {
        var registered = await host.Server.RegisterAsync();

        registered.ShouldRegister();
        Assert.Equal("application/json", registered.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(registered.Response.Headers.CacheControl?.NoStore);
        Assert.Equal(0, registered.Json.GetProperty("client_secret_expires_at").GetInt64());
        Assert.InRange(
            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                - registered.Json.GetProperty("client_id_issued_at").GetInt64(),
            0,
            60
        );
        Assert.Equal(
            $"{host.Server.Issuer}/connect/register/{registered["client_id"]}",
            registered["registration_client_uri"]
        );
        Assert.StartsWith("ra_", registered["registration_access_token"], StringComparison.Ordinal);
        // RFC 7591 §2: what it did not say.
        Assert.Equal("client_secret_basic", registered["token_endpoint_auth_method"]);
        Assert.Equal(["authorization_code"], registered.Json.Strings("grant_types"));
        Assert.Equal(["code"], registered.Json.Strings("response_types"));
        // OpenID Connect Dynamic Client Registration §2
        Assert.Equal("web", registered["application_type"]);
        Assert.Equal("RS256", registered["id_token_signed_response_alg"]);
        Assert.Equal("public", registered["subject_type"]);
        Assert.Null(registered["require_pkce"]);
    }

    [Fact, Spec("RFC 7591 §3.2.1")]
    public async Task It_can_be_used_at_once_and_a_person_is_always_asked()
    {
        var client = (await host.Server.RegisterAsync()).ToClient();
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(email);

        (await host.Server.RevokeNothingAsync(client)).ShouldSucceed();
        Assert.Equal(401, (await host.Server.RevokeNothingAsync(client with { Secret = "x" })).Status);
        var asked = await visitor.GetAsync(
            $"/connect/authorize?client_id={client.Id}&response_type=code&scope=openid"
                + $"&redirect_uri={Uri.EscapeDataString(Registrations.RedirectUri)}"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );

        Assert.StartsWith("/consent?request=", asked.Location, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC 7591 §2"), Spec("OpenID Connect Dynamic Client Registration §2")]
    [Spec("OpenID Connect Dynamic Client Registration §3.2")]
    public async Task Everything_that_it_says_of_itself_is_kept_and_told_again()
    {
        var description = JsonNode
            .Parse(
                """
                {
                  "redirect_uris": ["https://app.example/a", "https://app.example/b?c=d"],
                  "response_types": ["code", "id_token code"],
                  "grant_types": ["authorization_code", "implicit", "refresh_token"],
                  "token_endpoint_auth_method": "client_secret_post",
                  "application_type": "web",
                  "client_name": "Übung & Söhne",
                  "client_uri": "https://app.example/",
                  "logo_uri": "https://app.example/logo.png",
                  "policy_uri": "https://app.example/policy",
                  "tos_uri": "https://app.example/terms",
                  "contacts": ["ops@app.example"],
                  "jwks_uri": "https://app.example/jwks.json",
                  "subject_type": "pairwise",
                  "id_token_signed_response_alg": "ES256",
                  "userinfo_signed_response_alg": "PS256",
                  "default_max_age": 3600,
                  "require_auth_time": true,
                  "default_acr_values": ["pwd"],
                  "initiate_login_uri": "https://app.example/login",
                  "post_logout_redirect_uris": ["https://app.example/bye"],
                  "frontchannel_logout_uri": "https://app.example/front",
                  "frontchannel_logout_session_required": true,
                  "backchannel_logout_uri": "https://app.example/back",
                  "backchannel_logout_session_required": true,
                  "require_pushed_authorization_requests": true,
                  "software_id": "4NRB1-0XZABZI9E6-5SM3R",
                  "software_version": "2.1",
                  "scope": "openid email"
                }
                """
            )!
            .AsObject();

        var registered = await host.Server.RegisterAsync(description);

        registered.ShouldRegister();
        foreach (var (name, value) in description)
        {
            Assert.True(
                JsonNode.DeepEquals(value, JsonNode.Parse(registered.Json.GetProperty(name).GetRawText())),
                name
            );
        }
    }

    [Fact]
    [Spec("RFC 7591 §2"), Spec("RFC 7591 §2.2"), Spec("RFC 9700 §4.15.1")]
    [Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task What_is_no_registered_name_is_ignored()
    {
        var description = Registrations.Description(
            ("client_name#de", "Eine App"),
            ("client_id", "chosen"),
            ("client_secret", "chosen"),
            ("require_pkce", false),
            ("is_first_party", true),
            ("__proto__", new JsonObject { ["grant_types"] = new JsonArray("password") }),
            ("constructor", new JsonObject()),
            ("nothing", null)
        );

        var registered = await host.Server.RegisterAsync(description);

        registered.ShouldRegister();
        Assert.NotEqual("chosen", registered["client_id"]);
        Assert.NotEqual("chosen", registered["client_secret"]);
        foreach (var name in new[] { "client_name#de", "require_pkce", "is_first_party", "__proto__", "constructor" })
            Assert.Null(registered[name]);
        Assert.Equal(["authorization_code"], registered.Json.Strings("grant_types"));
    }

    [Fact, Spec("RFC 7592 §2.2")]
    public async Task Null_and_an_empty_text_are_as_if_they_were_not_there()
    {
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(("client_uri", ""), ("contacts", null), ("token_endpoint_auth_method", null))
        );

        registered.ShouldRegister();
        Assert.Null(registered["client_uri"]);
        Assert.Equal("client_secret_basic", registered["token_endpoint_auth_method"]);
    }

    [Theory, Spec("RFC 7591 §2.1")]
    [InlineData("code", "authorization_code")]
    [InlineData("id_token", "implicit")]
    [InlineData("token id_token", "implicit")]
    [InlineData("code id_token", "authorization_code implicit")]
    [InlineData("id_token token code", "authorization_code implicit")]
    public async Task Grant_types_follow_from_response_types_and_have_to_fit_them(string type, string grants)
    {
        var description = Registrations.Description(("response_types", new JsonArray(type)));
        var registered = await host.Server.RegisterAsync(description);
        registered.ShouldRegister();
        Assert.Equal(grants.Split(' '), registered.Json.Strings("grant_types").Order());

        description["grant_types"] = new JsonArray("refresh_token");
        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_client_metadata");
        description["response_types"] = new JsonArray($"{type} also");
        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("RFC 7591 §2.1")]
    public async Task A_device_needs_no_redirect_uri_and_gets_no_response_type()
    {
        var description = new JsonObject
        {
            ["grant_types"] = new JsonArray(Devices.GrantType),
            ["token_endpoint_auth_method"] = "none",
        };

        var registered = await host.Server.RegisterAsync(description);

        registered.ShouldRegister();
        Assert.Empty(registered.Json.Strings("response_types"));
        Assert.Null(registered["client_secret"]);
        Assert.Null(registered["client_secret_expires_at"]);
        var begun = await host.Server.PostAsync("/connect/device", registered.ToClient(), ("scope", "openid"));
        begun.ShouldSucceed();
        Assert.Null(begun["verification_uri_complete"]);
    }

    [Theory, Spec("RFC 7591 §5")]
    [InlineData("password")]
    [InlineData("client_credentials")]
    [InlineData("unheard-of")]
    public async Task A_grant_that_the_policy_does_not_have_is_refused(string grant)
    {
        var description = Registrations.Description(("grant_types", new JsonArray("authorization_code", grant)));

        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("RFC 7591 §3.2.1"), Spec("OpenID Connect Dynamic Client Registration §3.2")]
    public async Task Scopes_that_the_policy_does_not_have_are_left_out_and_the_answer_says_so()
    {
        var (_, scope, _) = await host.Server.AddApiAsync();

        var some = await host.Server.RegisterAsync(Registrations.Description(("scope", $"openid {scope} email")));
        var none = await host.Server.RegisterAsync(Registrations.Description(("scope", scope)));
        var usual = await host.Server.RegisterAsync();

        Assert.Equal("openid email", some.Issued201("scope"));
        none.ShouldRefuse("invalid_client_metadata");
        Assert.Equal("openid profile email phone address offline_access", usual.Issued201("scope"));
    }

    [Fact, Spec("RFC 7591 §2"), Spec("RFC 7517 §5"), Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task Keys_are_public_and_registered_in_one_way()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256
        );
        var parameters = key.ExportParameters(includePrivateParameters: true);
        string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        JsonObject Jwk() =>
            new()
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Text(parameters.Q.X!),
                ["y"] = Text(parameters.Q.Y!),
                ["odd"] = JsonNode.Parse("1e999999"),
            };
        JsonObject Set(JsonObject jwk) => new() { ["keys"] = new JsonArray(jwk) };
        var description = Registrations.Description(
            ("token_endpoint_auth_method", "private_key_jwt"),
            ("jwks", Set(Jwk()))
        );

        var registered = await host.Server.RegisterAsync(description);
        registered.ShouldRegister();
        Assert.Null(registered["client_secret"]);
        var kept = registered.Json.GetProperty("jwks").GetProperty("keys")[0];
        Assert.Equal(["crv", "kty", "x", "y"], kept.Members());

        description["jwks_uri"] = "https://app.example/jwks.json";
        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_client_metadata");
        var hidden = Jwk();
        hidden["d"] = Text(parameters.D!);
        (await host.Server.RegisterAsync(Registrations.Description(("jwks", Set(hidden))))).ShouldRefuse(
            "invalid_client_metadata"
        );
        (
            await host.Server.RegisterAsync(
                Registrations.Description(("token_endpoint_auth_method", "private_key_jwt"))
            )
        ).ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task A_client_that_wants_to_be_answered_with_its_secret_has_one_that_can_sign()
    {
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(("id_token_signed_response_alg", "HS512"))
        );

        registered.ShouldRegister();
        Assert.True(registered.Issued201("client_secret").Length >= 64);
        (
            await host.Server.RegisterAsync(
                Registrations.Description(
                    ("id_token_signed_response_alg", "HS256"),
                    ("token_endpoint_auth_method", "none")
                )
            )
        ).ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("OpenID Connect Discovery §3"), Spec("RFC 8414 §2")]
    public async Task Discovery_says_where()
    {
        var document = await host.Server.GetAsync("/.well-known/openid-configuration");

        Assert.Equal($"{host.Server.Issuer}/connect/register", document["registration_endpoint"]);
    }
}
