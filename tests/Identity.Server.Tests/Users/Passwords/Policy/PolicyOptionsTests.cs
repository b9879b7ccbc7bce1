using Identity.Server.Users.Passwords.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Users.Passwords.Policy;

public sealed class PolicyOptionsTests
{
    [Fact]
    public void Without_settings_length_counts_and_no_list_is_asked()
    {
        Assert.Equal(new PasswordPolicy(), Read<ServerPasswordPolicyOptions>().ToPolicy());
        Assert.Null(Read<BreachOptions>().Url);
        Assert.Null(Read<BreachOptions>(("Breaches:Url", "")).Url);
    }

    [Fact]
    public void Every_setting_of_the_policy_is_a_rule_of_it()
    {
        var policy = Read<ServerPasswordPolicyOptions>(
                ("Policy:MinimumLength", "15"),
                ("Policy:RequiresUpperCase", "true"),
                ("Policy:RequiresLowerCase", "true"),
                ("Policy:RequiresDigit", "true"),
                ("Policy:RequiresSpecial", "true"),
                ("Policy:RefusesCommon", "false"),
                ("Policy:RefusesSimilar", "false"),
                ("Policy:RefusesBreached", "false")
            )
            .ToPolicy();

        var expected = new PasswordPolicy
        {
            MinimumLength = 15,
            RequiresUpperCase = true,
            RequiresLowerCase = true,
            RequiresDigit = true,
            RequiresSpecial = true,
            RefusesCommon = false,
            RefusesSimilar = false,
            RefusesBreached = false,
        };
        Assert.Equal(expected, policy);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("65")]
    public void A_length_out_of_its_range_stops_the_start(string length) =>
        Assert.Throws<OptionsValidationException>(() =>
            Read<ServerPasswordPolicyOptions>(("Policy:MinimumLength", length))
        );

    [Theory]
    [InlineData("https://api.pwnedpasswords.com/range")]
    [InlineData("http://127.0.0.1:8080/range/")]
    [InlineData("http://localhost/range")]
    [InlineData("http://[::1]:8080")]
    public void A_list_may_be_far_away_or_on_this_machine(string url) =>
        Assert.Equal(new Uri(url), Read<BreachOptions>(("Breaches:Url", url)).Url);

    [Theory]
    [InlineData("Url", "http://api.pwnedpasswords.com/range")]
    [InlineData("Url", "https://example.com/range?key=1")]
    [InlineData("Url", "https://user:secret@example.com/range")]
    [InlineData("Url", "ftp://example.com/range")]
    [InlineData("Url", "range")]
    [InlineData("Timeout", "00:00:00.05")]
    [InlineData("Timeout", "00:00:11")]
    public void A_list_that_anyone_could_answer_for_stops_the_start(string name, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read<BreachOptions>(($"Breaches:{name}", value)));

        Assert.Contains(name, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static TOptions Read<TOptions>(params (string Name, string Value)[] settings)
        where TOptions : class
    {
        using var services = PolicyRoom.Create(settings);
        return services.GetRequiredService<IOptions<TOptions>>().Value;
    }
}
