using System.Text;
using System.Text.Json.Nodes;
using Identity.Authentication.Dpop;
using Identity.Authentication.Provider;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.Tests.Provider;

/// <summary>How a client shows the provider who it is, and what it makes of the answer.</summary>
public sealed class PostFormTests : IAsyncLifetime
{
    private const string Path = "/token";

    private readonly List<(string? Authorization, string? Proof, IFormCollection Form)> _seen = [];
    private ProviderWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await ProviderWorld.OpenAsync();
        AnswerWith(http => FakeProvider.WriteAsync(http, new JsonObject { ["access_token"] = "at" }));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task A_secret_goes_into_the_header_form_encoded()
    {
        Assert.IsType<ProviderAnswer.Success>(await PostAsync(ClientCredentials.WithSecret("the client", "a:b+c %")));

        var expected = Convert.ToBase64String(Encoding.ASCII.GetBytes("the+client:a%3Ab%2Bc+%25"));
        Assert.Equal($"Basic {expected}", _seen.Single().Authorization);
        Assert.False(_seen.Single().Form.ContainsKey("client_secret"));
        Assert.Equal("refresh_token", _seen.Single().Form["grant_type"]);
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task A_secret_goes_into_the_form_where_the_provider_has_no_other_way()
    {
        _world.Fake.Metadata["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post");

        await PostAsync(ClientCredentials.WithSecret("client", "secret"));

        Assert.Null(_seen.Single().Authorization);
        Assert.Equal("client", _seen.Single().Form["client_id"]);
        Assert.Equal("secret", _seen.Single().Form["client_secret"]);
    }

    [Fact, Spec("RFC 6749 §3.2.1")]
    public async Task A_public_client_sends_its_name()
    {
        await PostAsync(ClientCredentials.Public("spa"));

        Assert.Null(_seen.Single().Authorization);
        Assert.Equal("spa", _seen.Single().Form["client_id"]);
    }

    [Fact, Spec("RFC 7523 §3"), Spec("OpenID Connect Core §9")]
    public async Task A_key_signs_an_assertion_for_the_issuer_alone()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);

        await PostAsync(ClientCredentials.WithKey("client", key));
        await PostAsync(ClientCredentials.WithKey("client", key));

        var expected = new JwtExpectations { Issuer = "client", Audience = [_world.Fake.Issuer] };
        var verdicts = _seen.Select(seen =>
            Assert.IsType<JwtVerdict.Valid>(
                Jwt.Validate(
                    seen.Form["client_assertion"].ToString(),
                    new VerificationKeys(key.Verification),
                    expected,
                    _world.Clock.Now
                )
            )
        );
        Assert.Equal(2, verdicts.Select(verdict => verdict.Claims.JwtId).Distinct().Count());
        Assert.All(verdicts, verdict => Assert.Equal("client", verdict.Claims.Subject));
        Assert.All(_seen, seen => Assert.Equal(ClientCredentials.AssertionType, seen.Form["client_assertion_type"]));
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_refusal_is_a_value()
    {
        _world.Fake.Answer(Path, 400, """{"error":"invalid_grant","error_description":"gone\r\nforever"}""");

        var refused = Assert.IsType<ProviderAnswer.Refused>(await PostAsync(ClientCredentials.Public("spa")));

        Assert.Equal((400, "invalid_grant", "gone??forever"), (refused.Status, refused.Error, refused.Description));
    }

    [Fact]
    public async Task A_server_that_fails_is_away_and_has_refused_nothing()
    {
        _world.Fake.Answer(Path, 503, """{"error":"invalid_grant"}""");

        Assert.IsType<ProviderAnswer.Unreachable>(await PostAsync(ClientCredentials.Public("spa")));
    }

    [Fact, Spec("RFC 9449 §8")]
    public async Task A_nonce_that_is_asked_for_is_sent_and_remembered()
    {
        using var dpop = DpopKey.Create();
        AnswerWith(http =>
        {
            if (Claims(http.Request.Headers["DPoP"]!)["nonce"]?.GetValue<string>() == "n-1")
                return FakeProvider.WriteAsync(http, new JsonObject { ["token_type"] = "DPoP" });
            http.Response.StatusCode = 400;
            http.Response.Headers["DPoP-Nonce"] = "n-1";
            return FakeProvider.WriteAsync(http, new JsonObject { ["error"] = "use_dpop_nonce" });
        });

        Assert.IsType<ProviderAnswer.Success>(await PostAsync(ClientCredentials.Public("spa"), dpop));
        Assert.Equal(2, _seen.Count);
        Assert.IsType<ProviderAnswer.Success>(await PostAsync(ClientCredentials.Public("spa"), dpop));

        Assert.Equal(3, _seen.Count);
        Assert.Equal(3, _seen.Select(seen => Claims(seen.Proof!)["jti"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact, Spec("RFC 9449 §4.2")]
    public async Task A_proof_carries_its_public_key_and_names_the_request()
    {
        using var dpop = DpopKey.Create();

        await PostAsync(ClientCredentials.Public("spa"), dpop);

        var proof = _seen.Single().Proof!;
        var header = CompactJws.PeekHeader(proof)!;
        Assert.True(header.TryGet("jwk", out var json));
        Assert.True(Jwk.TryRead(json, out var jwk, out _));
        Assert.False(jwk.IsPrivate);
        Assert.Equal(dpop.Thumbprint, jwk.ThumbprintText);
        Assert.Equal("dpop+jwt", header.Type);
        Assert.NotNull(CompactJws.Verify(proof, new VerificationKeys(VerificationKey.FromJwk(jwk, header.Algorithm))));
        Assert.Equal("POST", Claims(proof)["htm"]!.GetValue<string>());
        Assert.Equal(_world.Fake.Issuer + Path, Claims(proof)["htu"]!.GetValue<string>());
    }

    private static JsonNode Claims(string token) => JsonNode.Parse(Jwt.PeekClaims(token)!.Json.GetRawText())!;

    private Task<ProviderAnswer> PostAsync(ClientCredentials client, DpopKey? dpop = null) =>
        _world.Provider.PostFormAsync(
            _world.Fake.Issuer + Path,
            [new("grant_type", "refresh_token")],
            client,
            dpop,
            Ct
        );

    private void AnswerWith(RequestDelegate answer) =>
        _world.Fake.Answer(
            Path,
            async http =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                _seen.Add((http.Request.Headers.Authorization, http.Request.Headers["DPoP"], form));
                await answer(http);
            }
        );
}
