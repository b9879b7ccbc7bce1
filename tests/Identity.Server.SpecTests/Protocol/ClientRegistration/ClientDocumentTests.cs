using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>Clients that nobody registered, by the documents at the addresses that they are named by.</summary>
public sealed class ClientDocumentTests(OpenServer host) : IClassFixture<OpenServer>, IAsyncDisposable
{
    private readonly PublishedClient _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact, Spec("OAuth Client ID Metadata Document §4"), Spec("OAuth Client ID Metadata Document §5")]
    public async Task A_client_is_what_its_document_says_and_signs_people_in()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();

        var answer = await visitor.TravelAsync(Registrations.RedirectUri, _app.Address(), email);
        var tokens = await host.Server.TokenAsync(_app.Client, PublishedClient.CodeForm(answer["code"]!));

        Assert.Equal(_app.Id, ServedKeys.Claims(tokens.Issued("id_token")).GetProperty("aud").GetString());
        Assert.Equal(email, (await host.Server.UserInfoAsync(tokens.Issued()))["email"]);
        Assert.Equal(1, _app.Asked);
    }

    [Fact, Spec("OAuth Client ID Metadata Document §8.5"), Spec("OAuth Client ID Metadata Document §8.8")]
    public async Task People_are_asked_and_see_at_which_host_it_is_and_no_picture_of_its_own()
    {
        _app.Document["client_name"] = "Your <Bank>";
        _app.Document["logo_uri"] = "https://app.example/logo.png";
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());

        var asked = await visitor.GetAsync(_app.Address());
        var page = await visitor.GetAsync(asked.Location!);

        Assert.Equal(200, page.Status);
        Assert.Contains($"Your &lt;Bank&gt; ({_app.Host})", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("logo.png", page.Body, StringComparison.Ordinal);
    }

    [Theory, Spec("OAuth Client ID Metadata Document §4"), Spec("OAuth Client ID Metadata Document §4.1")]
    [InlineData("client_id", "\"https://app.example/client\"")]
    [InlineData("client_id", "null")]
    [InlineData("client_id", "1")]
    [InlineData("client_secret", "\"secret\"")]
    [InlineData("client_secret_expires_at", "0")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_basic\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_post\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_jwt\"")]
    [InlineData("token_endpoint_auth_method", "\"private_key_jwt\"")]
    [InlineData("redirect_uris", "[]")]
    [InlineData("redirect_uris", "[\"javascript:alert(1)\"]")]
    [InlineData("redirect_uris", "\"https://app.example/callback\"")]
    [InlineData("client_name", "{}")]
    [InlineData("jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")]
    public async Task A_document_that_is_not_in_order_makes_no_client(string member, string json)
    {
        _app.Document[member] = JsonNode.Parse(json);

        await ShouldBeNobodyAsync();
    }

    [Theory, Spec("OAuth Client ID Metadata Document §5"), Spec("OAuth Client ID Metadata Document §8.7")]
    [InlineData("404 Not Found", "application/json", 0)]
    [InlineData("201 Created", "application/json", 0)]
    [InlineData("302 Found", "application/json", 0)]
    [InlineData("200 OK", "text/html", 0)]
    [InlineData("200 OK", "application/json", 20_000)]
    public async Task What_its_host_answers_is_no_document(string status, string type, int padding)
    {
        var body = $"{_app.Document.ToJsonString()}{new string(' ', padding)}";
        // It leads to a document that would be good.
        _app.Answer =
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nLocation: {_app.Id}\r\n\r\n{body}";

        await ShouldBeNobodyAsync();
    }

    [Fact, Spec("OAuth Client ID Metadata Document §5.2")]
    public async Task An_error_is_not_kept_and_a_document_is()
    {
        _app.Answer = Origin.Ok("{");
        await ShouldBeNobodyAsync(isForetold: false);

        _app.Answer = null;
        await ShouldBeKnownAsync();
        await ShouldBeKnownAsync();

        Assert.Equal(2, _app.Asked);
    }

    [Fact, Spec("OAuth Client ID Metadata Document §4.2")]
    public async Task People_are_led_to_an_address_of_the_document_and_to_no_other()
    {
        using var visitor = new Visitor(host.Server);

        foreach (var other in new[] { $"{Registrations.RedirectUri}/", "https://evil.example/callback" })
        {
            var refused = await visitor.GetAsync(_app.Address(other));

            Assert.Equal((400, null), (refused.Status, refused.Location));
        }
    }

    [Fact, Spec("OAuth Client ID Metadata Document §8.2")]
    public async Task A_client_with_a_key_has_to_show_that_it_has_it()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256, "app");
        _app.Document["token_endpoint_auth_method"] = "private_key_jwt";
        _app.Document["jwks"] = JsonNode.Parse(Signer.KeySet(key).GetRawText());

        (await host.Server.PostAsync("/connect/par", _app.Client, Wanted())).ShouldRefuse("invalid_client", 401);
        var signed = await host.Server.PostAsync(
            "/connect/par",
            client: null,
            [.. Wanted(), .. Signer.Form(Signer.Sign(Signer.ClaimsOf(_app.Id, host.Server.Issuer), key))]
        );

        Assert.True(signed.Status == 201, signed.Body);
    }

    [Fact, Spec("RFC 9700 §2.4")]
    public async Task Grants_that_the_policy_does_not_have_are_left_out()
    {
        _app.Document["grant_types"] = new JsonArray("authorization_code", "password", "urn:example:unheard-of");

        await ShouldBeKnownAsync();
        var email = await host.Server.AddUserAsync();
        (await host.Server.SignInAsync(_app.Client, email, "openid")).ShouldRefuse("unauthorized_client");
    }

    private async Task ShouldBeKnownAsync()
    {
        var pushed = await host.Server.PostAsync("/connect/par", _app.Client, Wanted());
        Assert.True(pushed.Status == 201, pushed.Body);
    }

    private async Task ShouldBeNobodyAsync(bool isForetold = true)
    {
        using var visitor = new Visitor(host.Server) { IsForetold = isForetold };
        var shown = await visitor.GetAsync(_app.Address());

        Assert.Equal((400, null), (shown.Status, shown.Location));
        Assert.NotEqual(0, _app.Asked);
    }

    private static (string Name, string Value)[] Wanted() =>
        [
            ("response_type", "code"),
            ("redirect_uri", Registrations.RedirectUri),
            ("scope", "openid"),
            ("code_challenge", App.ChallengeOf(App.Verifier)),
            ("code_challenge_method", "S256"),
        ];
}
