using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>JWTs of a provider, at an API.</summary>
public sealed class JwtTests : IAsyncLifetime
{
    private ProtectedApi _api = null!;
    private TestToken _token = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ProtectedApi.StartAsync();
        _token = new TestToken(_api.Provider);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact, Spec("RFC 9068 §4"), Spec("RFC 6750 §2.1")]
    public async Task A_good_token_is_let_in_and_its_claims_keep_their_names()
    {
        _token.Claims["roles"] = new JsonArray("boss", "clerk");
        _token.Claims["email_verified"] = true;
        _token.Claims["address"] = new JsonObject { ["city"] = "Gdynia" };

        var answer = await _api.GetAsync(_token);

        answer.ShouldLetIn();
        Assert.Equal("alice", answer.Json.GetProperty("name").GetString());
        var claims = answer.Json.GetProperty("claims").EnumerateArray().Select(claim => claim.GetString()).ToList();
        Assert.Contains("scope=read", claims);
        Assert.Contains("scope=write", claims);
        Assert.Contains("roles=clerk", claims);
        Assert.Contains("email_verified=true", claims);
        Assert.Contains("""address={"city":"Gdynia"}""", claims);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Each_of_the_usual_algorithms_is_accepted(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var parsed));
        _token.Key = _api.Provider.Rotate(parsed);

        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task Who_brings_nothing_is_told_no_error()
    {
        var answer = await _api.GetWithoutAsync();

        Assert.Equal((401, "Bearer"), (answer.Status, answer.Challenge));
    }

    [Fact, Spec("RFC 6750 §3")]
    public async Task Who_brings_nothing_is_told_the_scopes_that_are_needed() =>
        Assert.Equal("Bearer scope=\"read admin\"", (await _api.GetWithoutAsync("/admin")).Challenge);

    [Fact]
    public async Task Credentials_of_another_scheme_are_not_ours()
    {
        var answer = await _api.SendAsync(request =>
            request.Headers.TryAddWithoutValidation("Authorization", "Basic YTpi")
        );

        Assert.Equal((401, "Bearer"), (answer.Status, answer.Challenge));
    }

    [Fact, Spec("RFC 7519 §4.1.4")]
    public async Task An_expired_token_is_refused()
    {
        _api.Provider.Clock.Advance(TimeSpan.FromSeconds(330));

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task Clocks_may_be_half_a_minute_apart()
    {
        _api.Provider.Clock.Advance(TimeSpan.FromSeconds(328));
        (await _api.GetAsync(_token)).ShouldLetIn();

        _token.Claims["nbf"] = _api.Provider.Clock.Now.ToUnixTimeSeconds() + 29;
        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    [Fact, Spec("RFC 7519 §4.1.5")]
    public async Task A_token_that_is_not_valid_yet_is_refused()
    {
        _token.Claims["nbf"] = _api.Provider.Clock.Now.ToUnixTimeSeconds() + 60;

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task A_token_that_never_expires_is_refused()
    {
        _token.Claims.Remove("exp");

        (await _api.GetAsync(_token)).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task The_reason_stays_in_the_log()
    {
        _token.Claims["aud"] = "https://other.example.com";

        var answer = await _api.GetAsync(_token);

        Assert.Equal(
            "Bearer error=\"invalid_token\", "
                + "error_description=\"The access token is expired, revoked, malformed, or not for this API.\"",
            answer.Challenge
        );
        Assert.Equal("", answer.Body);
    }

    [Theory, Spec("RFC 6750 §3.1")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a b")]
    [InlineData("Bearer a,b")]
    [InlineData("Bearer \"a\"")]
    public async Task A_malformed_header_is_a_malformed_request(string header)
    {
        var answer = await _api.SendAsync(request => request.Headers.TryAddWithoutValidation("Authorization", header));

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_token_in_the_url_is_not_looked_for()
    {
        var answer = await _api.GetWithoutAsync($"/?access_token={_token.Sign()}");

        Assert.Equal((401, "Bearer"), (answer.Status, answer.Challenge));
    }

    [Fact]
    public async Task While_nobody_can_tell_the_client_is_asked_to_come_back()
    {
        _api.Provider.IsAway = true;

        var answer = await _api.GetAsync(_token);

        Assert.Equal((503, "5"), (answer.Status, answer.RetryAfter));
        Assert.Empty(answer.Challenges);
        _api.Provider.IsAway = false;
        _api.Provider.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _api.GetAsync(_token)).ShouldLetIn();
    }

    [Fact]
    public async Task The_token_is_at_hand_for_calls_to_other_apis()
    {
        var token = _token.Sign();

        Assert.Equal(token, (await _api.GetAsync(token, "/token")).Body);
    }

    [Fact]
    public async Task What_needs_no_token_is_open_to_those_with_a_bad_one() =>
        (await _api.GetAsync("nonsense", "/open")).ShouldLetIn();
}
