using Identity.Server.Interactions.Devices;
using Identity.Tests;

namespace Identity.Server.Tests.Interactions;

public sealed class UserCodeTests
{
    [Fact, Spec("RFC 8628 §6.1")]
    public void A_code_is_eight_letters_without_vowels_and_never_the_same()
    {
        var codes = Enumerable.Range(0, 1_000).Select(_ => UserCode.Create().Plain).ToArray();

        Assert.All(codes, code => Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{8}$", code));
        Assert.Equal(codes.Length, codes.Distinct(StringComparer.Ordinal).Count());
        // Every letter at every place: with a thousand draws one is left out about once in 10^21 runs.
        for (var place = 0; place < 8; place++)
            Assert.Equal(20, codes.Select(code => code[place]).Distinct().Count());
    }

    [Fact]
    public void It_is_shown_in_two_halves()
    {
        Assert.Equal("BCDF-GHJK", UserCode.Read("bcdfghjk")!.Value.ToString());
    }

    [Theory, Spec("RFC 8628 §6.1")]
    [InlineData("BCDF-GHJK")]
    [InlineData("bcdf-ghjk")]
    [InlineData("bCdFgHjK")]
    [InlineData(" b c d f  g h j k ")]
    [InlineData("BCDF GHJK")]
    [InlineData("BCDF–GHJK")]
    [InlineData("BC-DF-GH-JK")]
    [InlineData("BCDF-GHJK\u200b")]
    public void However_it_is_typed_it_is_the_same_code(string typed)
    {
        Assert.Equal("BCDFGHJK", UserCode.Read(typed)?.Plain);
    }

    [Theory, Spec("RFC 8628 §6.1")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BCDF-GHJ")]
    [InlineData("BCDF-GHJKL")]
    [InlineData("ACDF-GHJK")]
    [InlineData("BCDF-GHJ1")]
    [InlineData("BCDF'GHJK")]
    [InlineData("BCDF%GHJK")]
    [InlineData("ſCDFGHJK")]
    [InlineData("BCDFGHJK                         ")]
    public void Anything_else_is_none(string? typed)
    {
        Assert.Null(UserCode.Read(typed));
    }
}
