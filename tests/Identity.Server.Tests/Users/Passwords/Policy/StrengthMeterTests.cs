using System.Diagnostics;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Tests.Users.Passwords.Policy;

public sealed class StrengthMeterTests
{
    private static readonly StrengthMeter Meter = new(new CommonPasswords());
    private static readonly PasswordOwner Alice = new("alice.kowalska@bakery.example", "Alice Kowalska");

    [Theory]
    [InlineData("", StrengthAdvice.MoreWords)]
    [InlineData("password1", StrengthAdvice.NotACommonPassword)]
    [InlineData("Kowalska85", StrengthAdvice.NothingAboutYourself)]
    [InlineData("abababababababababab", StrengthAdvice.NoRepetition)]
    [InlineData("cdefghijkl", StrengthAdvice.NoSequence)]
    [InlineData("12/04/1987", StrengthAdvice.NoDate)]
    [InlineData("encyclopedia", StrengthAdvice.NotJustAWord)]
    [InlineData("Kaczmarek5", StrengthAdvice.NotJustAName)]
    [InlineData("zxcvfr45tgb", StrengthAdvice.NoKeyboardPattern)]
    [InlineData("x7kqz", StrengthAdvice.MoreWords)]
    internal void A_weak_one_is_told_what_would_help(string password, StrengthAdvice advice)
    {
        var strength = Meter.Measure(password, Alice);

        Assert.InRange(strength.Score, 0, 2);
        Assert.Equal(advice, strength.Advice);
    }

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("lantern under water bridge")]
    [InlineData("gU0!w@Rz#pQ4")]
    public void A_strong_one_is_left_alone(string password) =>
        Assert.Equal(new PasswordStrength(4, StrengthAdvice.None), Meter.Measure(password, Alice));

    [Fact]
    public void The_owner_makes_a_difference()
    {
        var stranger = new PasswordOwner("x@y.example");

        Assert.True(
            Meter.Measure("alice kowalska bread", stranger).Score > Meter.Measure("alice.kowalska bakery", Alice).Score
        );
    }

    [Theory]
    [InlineData("4@8({[<369!1|0$5+7%2zZ")]
    [InlineData("password1987qwerty")]
    [InlineData("1!|7+")]
    [InlineData("19871211")]
    public void However_much_is_typed_the_meter_answers_soon(string piece)
    {
        var typed = string.Concat(Enumerable.Repeat(piece, 50_000));
        Meter.Measure("warm", Alice);

        var watch = Stopwatch.StartNew();
        Meter.Measure(typed, Alice);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Many_are_measured_at_once()
    {
        string[] passwords = ["encyclopedia", "vanderbilt", "zxcvfr45tgb", "correct horse battery staple", "p4ssw0rd"];
        var expected = passwords.Select(password => Meter.Measure(password, Alice)).ToArray();

        var measured = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => Meter.Measure(passwords[i % passwords.Length], Alice)))
        );

        for (var i = 0; i < measured.Length; i++)
            Assert.Equal(expected[i % passwords.Length], measured[i]);
    }
}
