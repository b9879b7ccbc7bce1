using Identity.Server.Sessions;

namespace Identity.Server.Tests.Sessions;

public sealed class BrowserSessionOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new()).Succeeded);

    [Fact]
    public void Idle_is_not_longer_than_all()
    {
        var result = Validate(new() { IdleLifetime = TimeSpan.FromDays(2), AbsoluteLifetime = TimeSpan.FromDays(1) });

        Assert.Equal("Sessions:IdleLifetime must not exceed Sessions:AbsoluteLifetime.", result.FailureMessage);
    }

    [Fact]
    public void A_time_out_of_its_range_is_named()
    {
        var never = TimeSpan.FromDays(-1);

        Assert.Contains(
            "IdleLifetime",
            Validate(new() { IdleLifetime = never }).FailureMessage,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "AbsoluteLifetime",
            Validate(new() { AbsoluteLifetime = never }).FailureMessage,
            StringComparison.Ordinal
        );
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(BrowserSessionOptions options) =>
        new BrowserSessionOptionsValidator().Validate(name: null, options);
}
