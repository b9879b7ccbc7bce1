using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.Configuration;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>Tokens under a secret that the API shares with its provider.</summary>
public sealed class SharedSecretTests : IAsyncLifetime
{
    private readonly byte[] _old = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _new = Encoding.UTF8.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));
    private ProtectedApi _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = await ProtectedApi.StartAsync(options =>
        {
            options.Authority = null;
            options.SharedSecrets = [Encoding.UTF8.GetString(_new), $"base64url:{Base64Url.EncodeToString(_old)}"];
        });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_token_that_says_nothing_but_whose_it_is_and_until_when_is_let_in() =>
        (await _api.GetAsync(TestToken.Plain(_api.Provider, _new))).ShouldLetIn();

    [Fact]
    public async Task Both_secrets_are_good_while_one_replaces_the_other()
    {
        (await _api.GetAsync(TestToken.Plain(_api.Provider, _old))).ShouldLetIn();
        (await _api.GetAsync(TestToken.Plain(_api.Provider, _new))).ShouldLetIn();
    }

    [Fact]
    public async Task The_provider_is_never_asked()
    {
        await _api.GetAsync(TestToken.Plain(_api.Provider, _new));
        await _api.GetAsync(new TestToken(_api.Provider));

        Assert.Equal(0, _api.Provider.Asked(FakeProvider.MetadataPath));
    }

    [Fact]
    public async Task A_foreign_secret_is_refused() =>
        (await _api.GetAsync(TestToken.Plain(_api.Provider, RandomNumberGenerator.GetBytes(32)))).ShouldRefuse(
            "invalid_token"
        );

    [Fact]
    public async Task A_token_of_the_providers_own_key_is_refused() =>
        (await _api.GetAsync(new TestToken(_api.Provider))).ShouldRefuse("invalid_token");

    [Fact, Spec("RFC 7519 §4.1.3")]
    public async Task A_token_that_names_another_audience_is_refused()
    {
        var token = TestToken.Plain(_api.Provider, _new);
        token.Claims["aud"] = "https://other.example.com";

        (await _api.GetAsync(token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task A_token_that_names_our_audience_is_let_in()
    {
        var token = TestToken.Plain(_api.Provider, _new);
        token.Claims["aud"] = TestToken.Audience;

        (await _api.GetAsync(token)).ShouldLetIn();
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var token = TestToken.Plain(_api.Provider, _new);
        _api.Provider.Clock.Advance(TimeSpan.FromMinutes(6));

        (await _api.GetAsync(token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task Secrets_that_settings_name_are_exchanged_without_a_restart()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection().Build();
        settings["SharedSecrets:0"] = $"base64url:{Base64Url.EncodeToString(_old)}";
        await using var api = await ProtectedApi.StartAsync(options => options.Authority = null, settings);
        var (old, next) = (TestToken.Plain(api.Provider, _old), TestToken.Plain(api.Provider, _new));
        (await api.GetAsync(old)).ShouldLetIn();
        (await api.GetAsync(next)).ShouldRefuse("invalid_token");

        settings["SharedSecrets:1"] = Encoding.UTF8.GetString(_new);
        settings.Reload();
        (await api.GetAsync(old)).ShouldLetIn();
        (await api.GetAsync(next)).ShouldLetIn();

        settings["SharedSecrets:0"] = Encoding.UTF8.GetString(_new);
        settings.Reload();
        (await api.GetAsync(old)).ShouldRefuse("invalid_token");
        (await api.GetAsync(next)).ShouldLetIn();
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task A_token_of_another_issuer_is_refused_beside_a_provider()
    {
        await using var both = await ProtectedApi.StartAsync(options =>
            options.SharedSecrets = [Encoding.UTF8.GetString(_new)]
        );
        var token = TestToken.Plain(both.Provider, _new);
        (await both.GetAsync(token)).ShouldLetIn();
        (await both.GetAsync(new TestToken(both.Provider))).ShouldLetIn();

        token.Claims["iss"] = "https://other.example.com";

        (await both.GetAsync(token)).ShouldRefuse("invalid_token");
    }
}
