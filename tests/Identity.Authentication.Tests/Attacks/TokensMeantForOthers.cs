using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>A genuine token, used where it does not belong.</summary>
public sealed class TokensMeantForOthers : IAsyncLifetime
{
    private ProtectedApi _api = null!;
    private TestToken _token = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        _token = new TestToken(_api.Provider);
        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory, Spec("RFC 9068 §4"), Spec("RFC 8725 §3.9")]
    [InlineData("\"https://other.example.com\"")]
    [InlineData("\"https://api.example.com/\"")]
    [InlineData("\"HTTPS://API.EXAMPLE.COM\"")]
    [InlineData("[]")]
    [InlineData("[\"https://other.example.com\",7]")]
    [InlineData("{\"https://api.example.com\":true}")]
    [InlineData("null")]
    public async Task A_token_for_another_api_is_refused(string audience)
    {
        _token.Claims["aud"] = JsonNode.Parse(audience);

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task A_token_for_nobody_is_refused()
    {
        _token.Claims.Remove("aud");

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Theory, Spec("RFC 9068 §4"), Spec("RFC 8725 §3.8")]
    [InlineData("https://other.example.com")]
    [InlineData("")]
    public async Task A_token_that_names_another_issuer_is_refused(string issuer)
    {
        _token.Claims["iss"] = issuer;

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task An_issuer_with_a_slash_too_many_is_another()
    {
        _token.Claims["iss"] = $"{_api.Provider.Issuer}/";

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 9700 §4.4")]
    public async Task A_token_of_another_provider_is_refused_even_where_its_key_has_the_same_name()
    {
        await using var evil = await FakeProvider.StartAsync();
        using var key = SigningKey.Create(JwsAlgorithm.ES256, _token.Key.KeyId);
        evil.Published.Clear();
        evil.Publish(key);
        _token.Key = key;

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Theory, Spec("RFC 9068 §4"), Spec("RFC 8725 §3.11")]
    [InlineData("JWT")]
    [InlineData(null)]
    [InlineData("logout+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("oauth-authz-req+jwt")]
    [InlineData("client-authentication+jwt")]
    public async Task A_token_of_another_kind_is_no_access_token(string? type)
    {
        _token.Type = type;

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Theory, Spec("RFC 7515 §4.1.9")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    public async Task An_access_token_may_spell_its_type_as_media_types_are_spelt(string type)
    {
        _token.Type = type;

        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    [Fact]
    public async Task A_token_that_was_changed_on_its_way_is_refused()
    {
        var parts = _token.Sign().Split('.');
        _token.Claims["sub"] = "mallory";

        (await _api.GetAsync($"{parts[0]}.{_token.Sign().Split('.')[1]}.{parts[2]}")).ShouldRefuse("invalid_token");
    }
}
