using Identity.Authentication.AccessTokens;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>What is wrong with the options is said when the application starts.</summary>
public sealed class OptionsTests
{
    private readonly AccessTokenValidationOptions _options = new()
    {
        Authority = "https://id.example.com",
        Audience = "https://api.example.com",
    };

    [Fact]
    public void An_authority_and_an_audience_are_enough() => Assert.Null(Problem());

    [Fact]
    public void A_secret_alone_is_enough()
    {
        _options.Authority = null;
        _options.Audience = null;
        _options.SharedSecrets = [new string('x', 32)];

        Assert.Null(Problem());
    }

    [Theory]
    [InlineData(nameof(AccessTokenValidationOptions.Authority), null, "Set Authority")]
    [InlineData(nameof(AccessTokenValidationOptions.Authority), "http://id.example.com", "not https")]
    [InlineData(nameof(AccessTokenValidationOptions.Audience), null, "Set Audience")]
    [InlineData(nameof(AccessTokenValidationOptions.Resource), "http://api.example.com", "RFC 9728")]
    [InlineData(nameof(AccessTokenValidationOptions.Resource), "https://api.example.com/#a", "RFC 9728")]
    public void A_wrong_name_stops_the_start(string option, string? value, string sentence)
    {
        typeof(AccessTokenValidationOptions).GetProperty(option)!.SetValue(_options, value);

        Assert.Contains(sentence, Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "There is no algorithm 'none'")]
    [InlineData("rs256", "There is no algorithm 'rs256'")]
    [InlineData("HS256", "HS256 needs SharedSecrets")]
    public void A_wrong_algorithm_stops_the_start(string algorithm, string sentence)
    {
        _options.Algorithms = [algorithm];

        Assert.Contains(sentence, Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thirty-one bytes are not enough", "RFC 7518 §3.2")]
    [InlineData("base64url:!", "base64url")]
    public void A_weak_or_misspelt_secret_stops_the_start(string secret, string sentence)
    {
        _options.SharedSecrets = [secret];

        Assert.Contains(sentence, Problem(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_algorithm_at_all_stops_the_start()
    {
        _options.Algorithms = [];

        Assert.Contains("no token would do", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Introspection_needs_credentials()
    {
        _options.RevocationSensitive = true;

        Assert.Contains("Introspection needs ClientId", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_hour_of_skew_stops_the_start()
    {
        _options.ClockSkew = TimeSpan.FromHours(1);

        Assert.Contains("ClockSkew", Problem(), StringComparison.Ordinal);
    }

    private string? Problem() =>
        new AccessTokenValidationOptionsValidator().Validate("Bearer", _options).FailureMessage;
}
