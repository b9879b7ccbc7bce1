using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Somebody without the client's key writes its requests, or changes them on the way.</summary>
public sealed class ForgedRequestObjects(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory]
    [Spec("RFC 8725 §2.1"), Spec("RFC 9101 §10.2"), Spec("OpenID Connect Core §6.1"), Spec("RFC 9101 §4")]
    [Spec("RFC 9101 §10.5")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task A_request_object_without_a_signature_is_refused(string algorithm)
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var header = new JsonObject { ["alg"] = algorithm };

        await app.RefusedAsync(Forge.Unsigned(header, app.Claims()));
        await app.RefusedAsync(Forge.Altered(app.Object(), header));
    }

    [Fact, Spec("RFC 8725 §2.1"), Spec("RFC 8725 §3.1")]
    public async Task The_clients_public_key_is_no_shared_secret()
    {
        var app = await SigningApp.RegisterAsync(host.Server, JwsAlgorithm.RS256);
        var header = Forge.Header(app.Object());
        header["alg"] = "HS256";
        var set = Signer.KeySet(app.Key);
        var key = set.GetProperty("keys")[0];

        foreach (var secret in new[] { set.GetRawText(), key.GetRawText(), key.GetProperty("n").GetString()!, "" })
            await app.RefusedAsync(Forge.Hs256(header, app.Claims(), Encoding.UTF8.GetBytes(secret)));
    }

    [Fact]
    public async Task The_clients_secret_signs_nothing_where_it_was_not_to()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var header = new JsonObject { ["alg"] = "HS256" };

        await app.RefusedAsync(Forge.Hs256(header, app.Claims(), Encoding.UTF8.GetBytes(app.App.Client.Secret!)));
    }

    [Fact, Spec("RFC 9101 §10.2"), Spec("RFC 9101 §6.2"), Spec("RFC 9126 §3")]
    public async Task Another_client_cannot_ask_for_this_one()
    {
        var victim = await SigningApp.RegisterAsync(host.Server);
        var attacker = await SigningApp.RegisterAsync(host.Server);

        await victim.RefusedAsync(victim.Object(key: attacker.Key));
        await victim.RefusedAsync(attacker.Object());
        await victim.RefusedAsync(attacker.Object(claims => claims["client_id"] = victim.App.Client.Id));
        await attacker.RefusedAsync(victim.Object());
    }

    [Fact, Spec("RFC 9101 §6.3"), Spec("RFC 9101 §10.7"), Spec("OpenID Connect Core §6.1")]
    public async Task Nothing_that_was_put_outside_counts()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var signed = app.Object(claims => claims.Remove("nonce"));

        var answer = await app.TravelAsync(
            app.Address(
                signed,
                ("redirect_uri", "https://evil.example/callback"),
                ("state", "evil"),
                ("nonce", "evil"),
                ("scope", "openid email offline_access"),
                ("response_mode", "fragment"),
                ("code_challenge", App.ChallengeOf("evil-verifier-that-is-43-characters-long-xx")),
                ("prompt", "none")
            )
        );

        Assert.Equal((Channel.Query, App.State), (answer.Channel, answer["state"]));
        var tokens = await app.App.RedeemAsync(answer["code"]!);
        Assert.Equal("openid", tokens["scope"] ?? "openid");
        Assert.Null(app.App.Validate(tokens.Issued("id_token")).GetString("nonce"));
    }

    [Fact, Spec("RFC 7515 §5.2"), Spec("OpenID Connect Core §6.3.2"), Spec("RFC 9101 §6.2")]
    public async Task What_was_signed_cannot_be_changed()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var claims = app.Claims(("scope", "openid email"));

        await app.RefusedAsync(Forge.Altered(app.Object(), claims: claims));
    }

    [Fact, Spec("RFC 8725 §3.10"), Spec("RFC 9101 §6.2")]
    public async Task A_key_that_it_brings_along_is_not_used()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        using var mine = SigningKey.Create(JwsAlgorithm.ES256, app.Key.KeyId);

        await app.RefusedAsync(app.Object(key: mine));
    }

    [Fact, Spec("RFC 9101 §10.4.1")]
    public async Task Nobody_has_us_fetch_what_the_client_has_not_registered()
    {
        await using var secret = Origin.Answering(Origin.Ok("secret", "text/plain"));
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { RequestUris = ["https://app.example.com/request"] }
        );
        string[] addresses =
        [
            secret.Url(),
            $"https://app.example.com/request@127.0.0.1:{secret.Port}/",
            $"https://app.example.com@127.0.0.1:{secret.Port}/request",
            "file:///etc/passwd",
            "urn:ietf:params:oauth:request_uri:invented",
        ];

        foreach (var address in addresses)
        {
            var answer = await app.TravelAsync(app.AddressOf(("request_uri", address), app.OuterAddress));
            Assert.Equal("invalid_request_uri", answer["error"]);
        }
        Assert.Equal(0, secret.Connections);
    }

    /// <summary>What is registered leads nowhere either that strangers have no business to be.</summary>
    [Fact]
    public async Task A_registered_address_of_this_machine_is_not_asked()
    {
        await using var secret = Origin.Answering(Origin.Ok("secret", "text/plain"));
        var app = await SigningApp.RegisterAsync(
            host.Server,
            with: metadata => metadata with { RequestUris = [secret.Url()] }
        );

        var answer = await app.TravelAsync(app.AddressOf(("request_uri", secret.Url()), app.OuterAddress));

        Assert.Equal("invalid_request_uri", answer["error"]);
        Assert.DoesNotContain("127.0.0.1", answer["error_description"]!, StringComparison.Ordinal);
        Assert.Equal(0, secret.Connections);
    }
}
