using System.Security.Cryptography;
using System.Text;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Resources;

public sealed class SecretStrengthTests
{
    [Theory, Spec("RFC 7518 §3.2")]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("changeme")]
    [InlineData("0123456789abcdef0123456789abcde")]
    public void A_secret_that_is_too_short_is_weak(string secret) =>
        Assert.Contains("bytes long", WeaknessOf(secret), StringComparison.Ordinal);

    [Theory]
    [InlineData("your-secret-key-change-in-production")]
    [InlineData("your-super-long-key-of-at-least-32-characters")]
    [InlineData("CHANGEME-CHANGEME-CHANGEME-CHANGEME")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababababababab")]
    [InlineData("00000000000000000000000000000000000000001")]
    public void A_default_or_a_repetition_is_weak(string secret) => Assert.NotNull(WeaknessOf(secret));

    [Fact]
    public void What_a_generator_makes_is_not_weak()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = RandomNumberGenerator.GetBytes(32);
            Assert.Null(SecretStrength.WeaknessOf(bytes));
            Assert.Null(WeaknessOf(Convert.ToBase64String(bytes)));
            Assert.Null(WeaknessOf(Convert.ToHexStringLower(bytes)));
        }
    }

    private static string? WeaknessOf(string secret) => SecretStrength.WeaknessOf(Encoding.UTF8.GetBytes(secret));
}
