using Identity.Server.Users.Passwords.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.Tests.Users.Passwords.Policy;

public sealed class PasswordGuardTests : IDisposable
{
    private const string Good = "lantern under Water 7!";

    private static readonly PasswordPolicy Strict = new()
    {
        RequiresUpperCase = true,
        RequiresLowerCase = true,
        RequiresDigit = true,
        RequiresSpecial = true,
    };

    private readonly ServiceProvider _services = PolicyRoom.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_password_breaks_no_rule() => Assert.Empty(await CheckAsync(Good, Strict));

    [Fact]
    public async Task All_broken_rules_are_named_at_once() =>
        Assert.Equal(
            [
                PasswordFault.TooShort,
                PasswordFault.TooCommon,
                PasswordFault.NoUpperCase,
                PasswordFault.NoDigit,
                PasswordFault.NoSpecial,
            ],
            await CheckAsync("dragon", Strict)
        );

    [Theory]
    [InlineData("secret123", PasswordFault.TooCommon)]
    [InlineData("alice1985", PasswordFault.TooSimilar)]
    [InlineData("short7!", PasswordFault.TooShort)]
    [InlineData("nul \0 in the middle", PasswordFault.NotText)]
    [InlineData("u\u0308x\u0301z\u0301q\u0301", PasswordFault.TooShort)] // four characters to a person
    internal async Task A_broken_rule_is_named(string password, PasswordFault fault) =>
        Assert.Equal([fault], await CheckAsync(password, new PasswordPolicy()));

    [Fact]
    public async Task Half_a_pair_is_no_text() =>
        Assert.Equal([PasswordFault.NotText], await CheckAsync("half a pair " + (char)0xD83D, new PasswordPolicy()));

    [Fact]
    public async Task Past_72_bytes_a_password_is_too_long_and_not_looked_at_further()
    {
        Assert.Empty(await CheckAsync(string.Concat(Enumerable.Repeat("gu0!w@Rz", 9)), new PasswordPolicy()));
        Assert.Equal([PasswordFault.TooLong], await CheckAsync(new string('a', 100_000), new PasswordPolicy()));
    }

    [Fact]
    public async Task A_policy_that_does_not_mind_lets_them_through() =>
        Assert.Empty(
            await CheckAsync("secret123", new PasswordPolicy { RefusesCommon = false, RefusesSimilar = false })
        );

    [Fact]
    public async Task A_name_counts_as_the_address_does()
    {
        var guard = _services.GetRequiredService<PasswordGuard>();
        var owner = new PasswordOwner("x@y.example", "Wilhelmina");

        Assert.Equal(
            [PasswordFault.TooSimilar],
            await guard.CheckAsync("Wilhelmina7", owner, new PasswordPolicy(), Ct)
        );
    }

    public void Dispose() => _services.Dispose();

    private Task<IReadOnlyList<PasswordFault>> CheckAsync(string password, PasswordPolicy policy) =>
        _services
            .GetRequiredService<PasswordGuard>()
            .CheckAsync(password, new PasswordOwner("alice@bakery.example"), policy, Ct);
}
