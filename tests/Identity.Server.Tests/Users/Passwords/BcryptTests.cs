using System.Text;
using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class BcryptTests
{
    private const int Cost = 4;

    [Fact]
    public void A_password_matches_its_own_hash() =>
        Assert.True(Bcrypt.Verify("secret123"u8, Bcrypt.Hash("secret123"u8, Cost)));

    [Fact]
    public void Another_password_does_not_match() =>
        Assert.False(Bcrypt.Verify("secret124"u8, Bcrypt.Hash("secret123"u8, Cost)));

    [Fact]
    public void The_empty_password_is_a_password()
    {
        Assert.True(Bcrypt.Verify([], Bcrypt.Hash([], Cost)));
        Assert.False(Bcrypt.Verify("a"u8, Bcrypt.Hash([], Cost)));
    }

    [Fact]
    public void A_hash_says_its_variant_and_its_cost() =>
        Assert.StartsWith("$2b$05$", Bcrypt.Hash("secret123"u8, 5), StringComparison.Ordinal);

    [Fact]
    public void Two_hashes_of_one_password_differ() =>
        Assert.NotEqual(Bcrypt.Hash("secret123"u8, Cost), Bcrypt.Hash("secret123"u8, Cost), StringComparer.Ordinal);

    [Fact]
    public void A_given_salt_makes_a_given_hash()
    {
        Assert.True(BcryptHash.TryParse("$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.", out var known));

        Assert.Equal(known.ToText(), Bcrypt.Hash("correct horse"u8, known.Cost, known.Salt.Span));
    }

    [Theory]
    [InlineData(71, "x")]
    [InlineData(70, "é")]
    [InlineData(69, "€")]
    [InlineData(68, "😀")]
    public void The_72nd_byte_counts(int filling, string last)
    {
        var password = Encoding.UTF8.GetBytes(new string('a', filling) + last);
        var hash = Bcrypt.Hash(password, Cost);

        Assert.Equal(72, password.Length);
        Assert.True(Bcrypt.Verify(password, hash));
        password[71] ^= 1;
        Assert.False(Bcrypt.Verify(password, hash));
    }

    [Theory]
    [InlineData(72, "x")]
    [InlineData(71, "é")]
    [InlineData(70, "€")]
    [InlineData(69, "😀")]
    public void A_password_of_73_bytes_is_never_cut(int filling, string last)
    {
        var password = Encoding.UTF8.GetBytes(new string('a', filling) + last);

        Assert.Equal(73, password.Length);
        Assert.Throws<ArgumentException>("utf8Password", () => Bcrypt.Hash(password, Cost));
        Assert.False(Bcrypt.Verify(password, Bcrypt.Hash(password.AsSpan(0, 72), Cost)));
    }

    [Fact]
    public void A_NUL_does_not_end_a_password()
    {
        Assert.Throws<ArgumentException>("utf8Password", () => Bcrypt.Hash("secret\0123"u8, Cost));
        Assert.False(Bcrypt.Verify("secret\0123"u8, Bcrypt.Hash("secret"u8, Cost)));
        Assert.False(Bcrypt.Verify("secret\0secret"u8, Bcrypt.Hash("secret"u8, Cost)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    public void A_cost_that_the_format_does_not_have_is_a_bug(int cost) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bcrypt.Hash("secret123"u8, cost));

    [Fact]
    public void A_salt_of_another_length_is_a_bug() =>
        Assert.Throws<ArgumentException>("salt", () => Bcrypt.Hash("secret123"u8, Cost, new byte[15]));

    [Fact]
    public void What_is_no_hash_matches_nothing()
    {
        Assert.False(Bcrypt.Verify("secret123"u8, null));
        Assert.False(Bcrypt.Verify("secret123"u8, ""));
        Assert.False(Bcrypt.Verify("secret123"u8, "secret123"));
    }

    [Fact]
    public void The_self_test_passes() => Assert.True(Bcrypt.SelfTest());
}
