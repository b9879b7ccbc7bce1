using System.Text.Json.Nodes;
using Identity.Authentication.Dpop;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Dpop;

/// <summary>Tokens that are bound to a key are good with a proof of it, and with nothing else.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private readonly SigningKey _key = SigningKey.Create(JwsAlgorithm.ES256);
    private readonly JsonObject _header = [];
    private readonly JsonObject _claims = [];
    private ProtectedApi _api = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        var jwk = _key.Verification.ToJwk();
        _token = Bound(jwk.ThumbprintText).Sign();
        _header["alg"] = "ES256";
        _header["typ"] = "dpop+jwt";
        _header["jwk"] = JsonNode.Parse(jwk.ToJson());
        _claims["jti"] = "p-1";
        _claims["htm"] = "GET";
        _claims["htu"] = $"{_api.Address}/";
        _claims["iat"] = _api.Provider.Clock.Now.ToUnixTimeSeconds();
        _claims["ath"] = DpopKey.HashOf(_token);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _key.Dispose();
    }

    [Fact, Spec("RFC 9449 §7.1"), Spec("RFC 9449 §4.3")]
    public async Task A_token_with_its_proof_is_let_in() => (await SendAsync()).ShouldLetIn();

    [Fact]
    public async Task The_proofs_that_the_library_makes_are_good()
    {
        using var key = DpopKey.Create();
        var token = Bound(key.Thumbprint).Sign();
        var proof = key.Prove(HttpMethod.Get, $"{_api.Address}/?a=b", _api.Provider.Clock.Now, accessToken: token);

        (await SendAsync(token, [proof], "/?a=b")).ShouldLetIn();
    }

    [Theory, Spec("RFC 9449 §4.3")]
    [InlineData("htm", "\"POST\"")]
    [InlineData("htm", "\"get\"")]
    [InlineData("htu", "\"https://api.example.com/\"")]
    [InlineData("htu", "\"/\"")]
    [InlineData("htu", "7")]
    [InlineData("iat", "0")]
    [InlineData("iat", "9999999999")]
    [InlineData("iat", "null")]
    [InlineData("ath", "\"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo\"")]
    [InlineData("ath", "null")]
    [InlineData("jti", "null")]
    [InlineData("jti", "\"\"")]
    public async Task A_claim_that_is_not_as_it_should_be_spoils_the_proof(string claim, string value)
    {
        _claims[claim] = JsonNode.Parse(value);

        (await SendAsync()).ShouldRefuse("invalid_dpop_proof");
    }

    [Theory, Spec("RFC 9449 §4.3")]
    [InlineData("typ", "\"JWT\"")]
    [InlineData("typ", "null")]
    [InlineData("alg", "\"none\"")]
    [InlineData("alg", "\"HS256\"")]
    [InlineData("jwk", "null")]
    [InlineData("jwk", """{"kty":"oct","k":"AAAA"}""")]
    public async Task A_header_that_is_not_as_it_should_be_spoils_the_proof(string member, string value)
    {
        _header[member] = JsonNode.Parse(value);

        (await SendAsync()).ShouldRefuse("invalid_dpop_proof");
    }

    [Fact, Spec("RFC 9449 §4.3")]
    public async Task A_private_key_in_the_header_spoils_the_proof()
    {
        _header["jwk"]!["d"] = _header["jwk"]!["x"]!.GetValue<string>();

        (await SendAsync()).ShouldRefuse("invalid_dpop_proof");
    }

    [Fact]
    public async Task A_proof_of_another_key_is_refused()
    {
        using var other = SigningKey.Create(JwsAlgorithm.ES256);
        _header["jwk"] = JsonNode.Parse(other.Verification.ToJwk().ToJson());

        (await SendAsync(_token, [ForgedJws.SignEs256(_header, _claims.ToJsonString(), other)])).ShouldRefuse(
            "invalid_dpop_proof"
        );
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        using var other = SigningKey.Create(JwsAlgorithm.ES256);

        (await SendAsync(_token, [ForgedJws.SignEs256(_header, _claims.ToJsonString(), other)])).ShouldRefuse(
            "invalid_dpop_proof"
        );
    }

    [Fact, Spec("RFC 9449 §4.3")]
    public async Task Two_proofs_are_none()
    {
        var first = Proof();
        _claims["jti"] = "p-2";

        (await SendAsync(_token, [first, Proof()])).ShouldRefuse("invalid_dpop_proof");
    }

    [Fact]
    public async Task A_bound_token_without_a_proof_is_refused()
    {
        var answer = await SendAsync(_token, []);

        answer.ShouldRefuse("invalid_dpop_proof");
        Assert.StartsWith("DPoP ", answer.Challenge, StringComparison.Ordinal);
        Assert.Contains("algs=\"RS256 ", answer.Challenge, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9449 §7.1")]
    public async Task A_bearer_token_is_no_bound_token() =>
        (await SendAsync(new TestToken(_api.Provider).Sign(), [Proof()])).ShouldRefuse("invalid_token");

    [Fact]
    public async Task A_token_that_is_bound_to_a_certificate_is_refused()
    {
        var token = new TestToken(_api.Provider);
        token.Claims["cnf"] = new JsonObject { ["x5t#S256"] = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" };

        (await _api.GetAsync(token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task An_api_may_refuse_tokens_that_are_not_bound()
    {
        await using var strict = await ProtectedApi.StartAsync(options => options.RequireDpop = true);

        var answer = await strict.GetAsync(new TestToken(strict.Provider));

        answer.ShouldRefuse("invalid_token");
        Assert.StartsWith("DPoP ", answer.Challenge, StringComparison.Ordinal);
    }

    private TestToken Bound(string thumbprint)
    {
        var token = new TestToken(_api.Provider);
        token.Claims["cnf"] = new JsonObject { ["jkt"] = thumbprint };
        return token;
    }

    private string Proof() => ForgedJws.SignEs256(_header, _claims.ToJsonString(), _key);

    private Task<ApiAnswer> SendAsync() => SendAsync(_token, [Proof()]);

    private Task<ApiAnswer> SendAsync(string token, string[] proofs, string path = "/") =>
        _api.SendAsync(request =>
        {
            request.RequestUri = new Uri(_api.Address + path);
            request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {token}");
            foreach (var proof in proofs)
                request.Headers.TryAddWithoutValidation("DPoP", proof);
        });
}
