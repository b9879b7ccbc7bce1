using Identity.Server.Keys;

namespace Identity.Server.Tests.Keys;

public sealed class KeyOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new()).Succeeded);

    [Fact]
    public void A_key_cannot_be_announced_for_longer_than_its_predecessor_signs()
    {
        var result = Validate(new() { AnnouncedFor = TimeSpan.FromDays(9), ActiveFor = TimeSpan.FromDays(9) });

        Assert.Equal("Keys:AnnouncedFor must be shorter than Keys:ActiveFor.", result.FailureMessage);
    }

    [Theory]
    [InlineData(nameof(KeyOptions.AnnouncedFor))]
    [InlineData(nameof(KeyOptions.ActiveFor))]
    [InlineData(nameof(KeyOptions.RetiredFor))]
    [InlineData(nameof(KeyOptions.CacheFor))]
    public void A_time_out_of_its_range_is_named(string name)
    {
        var never = TimeSpan.FromDays(-1);
        var result = Validate(
            name switch
            {
                nameof(KeyOptions.AnnouncedFor) => new() { AnnouncedFor = never },
                nameof(KeyOptions.ActiveFor) => new() { ActiveFor = never },
                nameof(KeyOptions.RetiredFor) => new() { RetiredFor = never },
                _ => new() { CacheFor = never },
            }
        );

        Assert.Contains(name, result.FailureMessage, StringComparison.Ordinal);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(KeyOptions options) =>
        new KeyOptionsValidator().Validate(name: null, options);
}
