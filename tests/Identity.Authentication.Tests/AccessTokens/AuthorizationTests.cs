using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>What a valid token must say before it is good enough for an endpoint.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private ProtectedApi _api = null!;
    private TestToken _token = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        _token = new TestToken(_api.Provider);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_token_with_the_scope_is_let_in() => (await _api.GetAsync(_token, "/read")).ShouldLetIn();

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task A_token_without_the_scope_is_told_all_that_are_needed()
    {
        var answer = await _api.GetAsync(_token, "/admin");

        answer.ShouldRefuse("insufficient_scope");
        Assert.Contains("scope=\"read admin\"", answer.Challenge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("READ")]
    [InlineData("write read:all")]
    public async Task A_scope_is_compared_to_the_letter(string scope)
    {
        _token.Claims["scope"] = scope;

        (await _api.GetAsync(_token, "/read")).ShouldRefuse("insufficient_scope");
    }

    [Fact, Spec("RFC 9470 §3")]
    public async Task Who_has_signed_in_long_ago_is_sent_to_sign_in_again()
    {
        _token.Claims["auth_time"] = _api.Provider.Clock.Now.ToUnixTimeSeconds() - 301;

        var answer = await _api.GetAsync(_token, "/recent");

        answer.ShouldRefuse("insufficient_user_authentication");
        Assert.Contains("max_age=\"300\"", answer.Challenge, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9470 §3")]
    public async Task Who_has_signed_in_just_now_is_let_in()
    {
        _token.Claims["auth_time"] = _api.Provider.Clock.Now.ToUnixTimeSeconds() - 299;

        (await _api.GetAsync(_token, "/recent")).ShouldLetIn();
    }

    [Fact]
    public async Task A_token_that_does_not_say_when_is_not_recent() =>
        (await _api.GetAsync(_token, "/recent")).ShouldRefuse("insufficient_user_authentication");

    [Fact, Spec("RFC 9470 §3")]
    public async Task Who_has_signed_in_too_weakly_is_told_what_would_do()
    {
        _token.Claims["acr"] = "pwd";

        var answer = await _api.GetAsync(_token, "/strong");

        answer.ShouldRefuse("insufficient_user_authentication");
        Assert.Contains("acr_values=\"phr phrh\"", answer.Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_signed_in_strongly_is_let_in()
    {
        _token.Claims["acr"] = "phrh";

        (await _api.GetAsync(_token, "/strong")).ShouldLetIn();
    }

    [Fact]
    public async Task A_refusal_for_another_reason_names_no_scope()
    {
        var answer = await _api.GetAsync(_token, "/roles");

        Assert.Equal(403, answer.Status);
        Assert.Empty(answer.Challenges);
    }
}
