using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>A token that has the API check it in another way than its key is for.</summary>
public sealed class AlgorithmConfusion : IAsyncLifetime
{
    private ProtectedApi _api = null!;
    private TestToken _token = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        _api.Provider.Rotate(JwsAlgorithm.RS256);
        _token = new TestToken(_api.Provider);
        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task An_unsigned_token_is_refused(string alg)
    {
        var header = new JsonObject { ["alg"] = alg, ["typ"] = "at+jwt" };

        var unsigned = ForgedJws.Sign(header, _token.Payload, _ => []);

        // Without a signature there is an empty third segment, or a token that is none.
        (await _api.GetAsync(unsigned)).ShouldRefuse("invalid_token");
        (await _api.GetAsync(unsigned.TrimEnd('.'))).ShouldRefuse("invalid_token");
    }

    [Theory, Spec("RFC 8725 §3.1")]
    [InlineData("jwk")]
    [InlineData("modulus")]
    [InlineData("pem")]
    [InlineData("spki")]
    public async Task The_public_key_is_no_shared_secret(string spelling)
    {
        var secret = PublicKeyAs(spelling);
        var header = new JsonObject
        {
            ["alg"] = "HS256",
            ["typ"] = "at+jwt",
            ["kid"] = _token.Key.KeyId,
        };

        (
            await _api.GetAsync(ForgedJws.Sign(header, _token.Payload, input => HMACSHA256.HashData(secret, input)))
        ).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task Nor_is_it_one_where_secrets_are_accepted_too()
    {
        await using var both = await ProtectedApi.StartAsync(options => options.SharedSecrets = [new string('k', 32)]);
        both.Provider.Rotate(JwsAlgorithm.RS256);
        var token = new TestToken(both.Provider);
        (await both.GetAsync(token)).ShouldLetIn();
        var secret = Encoding.UTF8.GetBytes(token.Key.Verification.ToJwk().ToJson());
        var header = new JsonObject { ["alg"] = "HS256", ["typ"] = "at+jwt" };

        (
            await both.GetAsync(ForgedJws.Sign(header, token.Payload, input => HMACSHA256.HashData(secret, input)))
        ).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task An_algorithm_that_was_not_configured_is_refused_under_a_good_key()
    {
        _token.Key = _api.Provider.Rotate(JwsAlgorithm.RS512);

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task A_key_is_good_for_its_own_algorithm_alone()
    {
        // The very same key pair, used with the other padding.
        using var pss = SigningKey.ImportPkcs8(JwsAlgorithm.PS256, _token.Key.ExportPkcs8(), _token.Key.KeyId);
        _token.Key = pss;

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task A_secret_that_the_provider_publishes_is_nobodys_key()
    {
        await using var api = await ProtectedApi.StartAsync();
        var secret = RandomNumberGenerator.GetBytes(32);
        api.Provider.Answer(
            FakeProvider.JwksPath,
            200,
            $$"""{"keys":[{"kty":"oct","kid":"s","alg":"HS256","k":"{{Base64Url.EncodeToString(secret)}}"}]}"""
        );
        var token = new TestToken(api.Provider) { Key = SigningKey.FromSecret(JwsAlgorithm.HS256, secret, "s") };

        (await api.GetAsync(token)).ShouldRefuse("invalid_token");
    }

    private byte[] PublicKeyAs(string spelling)
    {
        var jwk = _token.Key.Verification.ToJwk();
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_token.Key.ExportPkcs8(), out _);
        return spelling switch
        {
            "jwk" => Encoding.UTF8.GetBytes(jwk.ToJson()),
            "modulus" => Base64Url.DecodeFromChars(jwk.N),
            "pem" => Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            _ => rsa.ExportSubjectPublicKeyInfo(),
        };
    }
}
