using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData(72, "", false)]
    [InlineData(73, "", true)]
    [InlineData(70, "é", false)]
    [InlineData(71, "é", true)]
    [InlineData(69, "€", false)]
    [InlineData(70, "€", true)]
    [InlineData(68, "😀", false)]
    [InlineData(69, "😀", true)]
    public void The_limit_is_72_bytes_of_UTF8(int filling, string last, bool isTooLong)
    {
        var password = new string('a', filling) + last;

        Assert.Equal(isTooLong, PasswordRules.IsTooLong(password));
        Assert.Equal(!isTooLong, PasswordRules.TryEncode(password, new byte[72], out _));
    }

    [Fact]
    public void Text_is_encoded_as_UTF8()
    {
        var utf8 = new byte[72];

        Assert.True(PasswordRules.TryEncode("pä€😀", utf8, out var length));
        Assert.Equal("pä€😀"u8, utf8.AsSpan(0, length));
    }

    /// <summary>By number: half a surrogate pair does not survive in an attribute.</summary>
    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void What_no_keyboard_sends_is_no_password(int character)
    {
        var password = $"a{(char)character}b";

        Assert.False(PasswordRules.TryEncode(password, new byte[72], out var length));
        Assert.Equal(0, length);
    }
}
