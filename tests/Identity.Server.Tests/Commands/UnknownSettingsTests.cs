using Identity.Server.Commands;
using Microsoft.Extensions.Configuration;

namespace Identity.Server.Tests.Commands;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Tokens:RefreshGrase", "Tokens:RefreshGrace")]
    [InlineData("Isuer", "Issuer")]
    [InlineData("Password:Cost", "Passwords:Cost")]
    [InlineData("ConnectionStrings:Identiy", "ConnectionStrings:Identity")]
    public void A_setting_that_is_not_known_is_named_with_the_nearest_that_is(string key, string nearest)
    {
        Assert.Equal([key], Find(key));
        Assert.Equal(nearest, UnknownSettings.Nearest(key));
    }

    [Theory]
    [InlineData("Issuer")]
    [InlineData("tokens:refreshgrace")]
    [InlineData("MasterKey:File")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Endpoints:Http:Url")]
    public void A_setting_of_ours_or_of_the_framework_is_known(string key) => Assert.Empty(Find(key));

    [Fact]
    public void The_other_environment_variables_of_the_machine_are_none_of_our_business() =>
        Assert.Empty(UnknownSettings.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build()));

    private static IEnumerable<string> Find(string key) =>
        UnknownSettings
            .Find(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(new Dictionary<string, string?> { [key] = "1" })
                    .Build()
            )
            .Select(found => found.Key);
}
