using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>A token that brings the key it is to be checked with, or says where to fetch it.</summary>
public sealed class InjectedKeys : IAsyncLifetime
{
    private const string Lair = "/lair";

    private readonly SigningKey _mallory = SigningKey.Create(JwsAlgorithm.ES256);
    private ProtectedApi _api = null!;
    private TestToken _token = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        _token = new TestToken(_api.Provider);
        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _mallory.Dispose();
    }

    [Theory, Spec("RFC 8725 §3.10")]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    public async Task A_key_out_of_the_header_is_not_used_and_not_fetched(string member)
    {
        var header = Header();
        header[member] = member switch
        {
            "jwk" => JsonNode.Parse(_mallory.Verification.ToJwk().ToJson()),
            "x5c" => new JsonArray("MIIB"),
            _ => _api.Provider.Issuer + Lair,
        };

        (await _api.GetAsync(ForgedJws.SignEs256(header, _token.Payload, _mallory))).ShouldRefuse("invalid_token");

        Assert.Equal(0, _api.Provider.Asked(Lair));
    }

    [Fact, Spec("RFC 7515 §4.1.4")]
    public async Task The_name_of_a_good_key_does_not_make_another_one_good()
    {
        var header = Header();
        header["kid"] = _token.Key.KeyId;

        (await _api.GetAsync(ForgedJws.SignEs256(header, _token.Payload, _mallory))).ShouldRefuse("invalid_token");
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("' OR 1=1 --")]
    [InlineData("http://127.0.0.1/lair")]
    [InlineData("\u0000")]
    public async Task A_kid_is_a_name_and_leads_nowhere(string kid)
    {
        var header = Header();
        header["kid"] = kid;

        (await _api.GetAsync(ForgedJws.SignEs256(header, _token.Payload, _mallory))).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 7515 §4.1.11")]
    public async Task An_extension_that_must_be_understood_is_not()
    {
        var header = Header();
        header["kid"] = _token.Key.KeyId;
        header["crit"] = new JsonArray("exp");
        header["exp"] = 1;

        (await _api.GetAsync(ForgedJws.SignEs256(header, _token.Payload, _token.Key))).ShouldRefuse("invalid_token");
    }

    private static JsonObject Header() => new() { ["alg"] = "ES256", ["typ"] = "at+jwt" };
}
