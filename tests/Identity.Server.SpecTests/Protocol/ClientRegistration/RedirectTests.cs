using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>Where a client that registers itself may have people led back to.</summary>
public sealed class RedirectTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Theory, Spec("RFC 7591 §3.2.2"), Spec("RFC 6749 §3.1.2"), Spec("RFC 9700 §2.1")]
    [InlineData("https://app.example/#fragment")]
    [InlineData("https://app.example/#")]
    [InlineData("https://*.example/callback")]
    [InlineData("https://user@app.example/callback")]
    [InlineData("https://user:secret@app.example/callback")]
    [InlineData("/callback")]
    [InlineData("callback")]
    [InlineData("http://app.example/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("app:/callback")]
    [InlineData("https://app.example/call back")]
    public async Task A_redirect_uri_that_no_browser_should_be_sent_to_is_refused(string uri)
    {
        var description = Registrations.Description(("redirect_uris", new JsonArray(Registrations.RedirectUri, uri)));

        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_redirect_uri");
    }

    [Theory]
    [Spec("RFC 7591 §2"), Spec("RFC 6749 §3.1.2.2"), Spec("RFC 6749 §10.2"), Spec("RFC 6749 §10.6")]
    [Spec("OpenID Connect Dynamic Client Registration §2")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Whoever_is_answered_through_a_browser_says_where(string uris)
    {
        (await host.Server.RegisterAsync(Registrations.With("redirect_uris", uris))).ShouldRefuse(
            "invalid_redirect_uri"
        );
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("RFC 8252 §7")]
    [InlineData("com.example.app:/callback", true)]
    [InlineData("http://127.0.0.1/callback", true)]
    [InlineData("http://[::1]:3000/callback", true)]
    [InlineData("http://localhost:3000/callback", true)]
    [InlineData("https://app.example/callback", true)]
    [InlineData("app:/callback", false)]
    [InlineData("http://app.example/callback", false)]
    [InlineData("javascript:alert(1)", false)]
    public async Task A_native_app_has_a_scheme_of_its_own_a_claimed_address_or_loopback(string uri, bool isGood)
    {
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(
                ("application_type", "native"),
                ("token_endpoint_auth_method", "none"),
                ("redirect_uris", new JsonArray(uri))
            )
        );

        if (isGood)
            registered.ShouldRegister();
        else
            registered.ShouldRefuse("invalid_redirect_uri");
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("OpenID Connect Core §3.2.2.1")]
    [InlineData("http://localhost/callback")]
    [InlineData("https://localhost/callback")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("com.example.app:/callback")]
    public async Task A_web_app_that_uses_the_implicit_grant_is_not_on_the_users_machine(string uri)
    {
        var description = Registrations.Description(
            ("response_types", new JsonArray("id_token")),
            ("redirect_uris", new JsonArray(uri))
        );

        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_redirect_uri");
        description["response_types"] = new JsonArray("code");
        (await host.Server.RegisterAsync(description)).ShouldRegister();
    }
}
