using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Tests.Users.Passwords.Policy;

public sealed class CommonPasswordsTests
{
    private static readonly CommonPasswords Common = new();

    [Fact]
    public void The_list_is_long() => Assert.InRange(Common.Count, 10_000, 100_000);

    [Theory]
    [InlineData("password")]
    [InlineData("qwertyuiop")]
    [InlineData("secret123")]
    [InlineData("PassWord")]
    [InlineData("ＰＡＳＳＷＯＲＤ")] // full-width
    [InlineData("Password2024!")]
    [InlineData("!!dragon1")]
    [InlineData("P4$$w0rd")]
    [InlineData("l3tm31n!")]
    [InlineData("footba11")]
    [InlineData("passwordpassword")]
    [InlineData("abcabcabcabc")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("3456789012345")]
    [InlineData("zyxwvutsrq")]
    public void What_everybody_tries_first_is_common(string password) => Assert.True(Common.Contains(password));

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("blue4829175")] // the digits are more than the word
    [InlineData("dragonfly lantern")]
    [InlineData("48159026371")]
    public void What_nobody_tries_first_is_not(string password) => Assert.False(Common.Contains(password));

    [Fact]
    public void What_is_no_text_is_not() => Assert.False(Common.Contains("password" + (char)0xD83D));

    [Fact]
    public void However_long_the_decoration_there_are_few_forms_to_look_up() =>
        Assert.InRange(Disguise.Behind("1!" + new string('0', 30) + "l33t" + new string('!', 30)).Count, 1, 6);
}
