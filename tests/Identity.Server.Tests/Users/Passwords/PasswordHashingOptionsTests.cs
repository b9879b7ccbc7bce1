using Identity.Server.Users.Passwords;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class PasswordHashingOptionsTests
{
    [Fact]
    public void Without_settings_the_cost_is_12() => Assert.Equal(12, Read().Cost);

    [Fact]
    public void Settings_are_read()
    {
        var options = Read(("Cost", "11"), ("Workers", "3"), ("QueueLength", "7"));

        Assert.Equal((11, 3, 7), (options.Cost, options.Workers, options.QueueLength));
    }

    [Theory]
    [InlineData("Cost", "3")]
    [InlineData("Cost", "17")]
    [InlineData("Workers", "-1")]
    [InlineData("Workers", "257")]
    [InlineData("QueueLength", "-1")]
    [InlineData("QueueLength", "100001")]
    public void A_setting_out_of_its_range_stops_the_start(string name, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((name, value)));

        Assert.Contains(name, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static PasswordHashingOptions Read(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(PasswordRoom.Settings(settings));
        services.AddPasswordHashing();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<PasswordHashingOptions>>().Value;
    }
}
