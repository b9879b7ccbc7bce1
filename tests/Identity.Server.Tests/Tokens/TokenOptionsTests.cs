using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Tokens;

public sealed class TokenOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new()).Succeeded);

    [Fact, Spec("RFC 6750 §5.3")]
    public void An_access_token_lives_an_hour_at_most()
    {
        Assert.True(Validate(new() { AccessTokenLifetime = TimeSpan.FromHours(1) }).Succeeded);
        Assert.False(Validate(new() { AccessTokenLifetime = TimeSpan.FromMinutes(61) }).Succeeded);
    }

    [Fact]
    public void A_grace_of_nothing_is_allowed() =>
        Assert.True(Validate(new() { RefreshGrace = TimeSpan.Zero }).Succeeded);

    [Fact]
    public void Each_setting_out_of_its_range_has_a_sentence_that_names_it()
    {
        var never = TimeSpan.FromSeconds(-1);
        var result = Validate(
            new()
            {
                AccessTokenLifetime = never,
                IdTokenLifetime = never,
                AuthorizationCodeLifetime = never,
                RefreshTokenIdleLifetime = never,
                RefreshTokenLifetime = never,
                RefreshGrace = never,
            }
        );

        var properties = typeof(TokenOptions).GetProperties().Select(property => property.Name).ToList();
        Assert.Equal(properties.Count, result.Failures?.Count());
        Assert.All(
            properties,
            name => Assert.Contains(result.Failures!, failure => failure.Contains(name, StringComparison.Ordinal))
        );
    }

    private static ValidateOptionsResult Validate(TokenOptions options) =>
        new TokenOptionsValidator().Validate(name: null, options);
}
