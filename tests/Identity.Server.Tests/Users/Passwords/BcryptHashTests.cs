using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class BcryptHashTests
{
    private const string Valid = "$2b$04$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

    [Fact]
    public void A_valid_hash_is_read_and_written_back()
    {
        Assert.True(BcryptHash.TryParse(Valid, out var hash));

        Assert.Equal((BcryptVariant.B, 4), (hash.Variant, hash.Cost));
        Assert.Equal((16, 23), (hash.Salt.Length, hash.Digest.Length));
        Assert.Equal(Valid, hash.ToText());
    }

    [Theory]
    [InlineData("$2a$")]
    [InlineData("$2y$")]
    public void The_other_names_of_the_algorithm_are_read(string prefix) =>
        Assert.Equal(
            prefix + Valid[4..],
            BcryptHash.TryParse(prefix + Valid[4..], out var hash) ? hash.ToText() : null
        );

    [Theory]
    [InlineData("04", true)]
    [InlineData("31", true)]
    [InlineData("03", false)]
    [InlineData("00", false)]
    [InlineData("32", false)]
    [InlineData("4$", false)]
    [InlineData("+4", false)]
    [InlineData(" 4", false)]
    [InlineData("٠٤", false)]
    public void A_cost_is_two_digits_from_4_to_31(string cost, bool isRead) =>
        Assert.Equal(isRead, BcryptHash.TryParse("$2b$" + cost + Valid[6..], out _));

    [Theory]
    [InlineData("$2x$")]
    [InlineData("$2c$")]
    [InlineData("$2B$")]
    [InlineData("$1b$")]
    [InlineData("$2b/")]
    [InlineData("/2b$")]
    [InlineData("$2$0")]
    public void Another_variant_is_refused(string prefix) =>
        Assert.False(BcryptHash.TryParse(prefix + Valid[4..], out _));

    [Theory]
    [InlineData(28, 'v')] // the 22nd character of the salt has four bits to spare
    [InlineData(59, 'j')] // the last of the digest has two
    public void Bits_that_mean_nothing_must_be_zero(int position, char character) =>
        Assert.False(BcryptHash.TryParse(Valid[..position] + character + Valid[(position + 1)..], out _));

    [Fact]
    public void Too_little_and_too_much_are_refused()
    {
        Assert.All(
            Enumerable.Range(0, Valid.Length),
            length => Assert.False(BcryptHash.TryParse(Valid[..length], out _))
        );
        Assert.False(BcryptHash.TryParse(Valid + ".", out _));
        Assert.False(BcryptHash.TryParse(Valid + "\n", out _));
        Assert.False(BcryptHash.TryParse(null, out _));
    }

    [Fact]
    public void Ten_thousand_damaged_hashes_are_refused_or_read_exactly()
    {
        var random = new SeededBytes(72);
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var damaged = Damage(Valid, random);
            if (BcryptHash.TryParse(damaged, out var hash))
                Assert.Equal(damaged, hash.ToText());
            else
                refused++;

            // A cost that was raised by chance would take its time.
            if (i % 10 == 0 && (hash.Cost <= 5))
                Assert.False(Bcrypt.Verify("nobody's"u8, damaged));
        }

        Assert.InRange(refused, 1_000, 9_999);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(12, true)]
    public void A_hash_of_another_cost_wants_to_be_made_anew(int configured, bool needsRehash) =>
        Assert.Equal(needsRehash, BcryptHash.TryParse(Valid, out var hash) && hash.NeedsRehash(configured));

    [Fact]
    public void A_dearer_hash_wants_it_too() =>
        Assert.True(BcryptHash.TryParse("$2b$06" + Valid[6..], out var hash) && hash.NeedsRehash(5));

    [Fact]
    public void A_log_line_with_a_hash_in_it_does_not_show_it()
    {
        Assert.True(BcryptHash.TryParse(Valid, out var hash));

        Assert.Equal("bcrypt b 4", $"{hash}");
    }

    private static string Damage(string text, SeededBytes random)
    {
        for (var times = 1 + random.Below(3); times > 0; times--)
        {
            var position = random.Below(text.Length);
            text = random.Below(5) switch
            {
                0 => text.Remove(position, 1),
                1 => text.Insert(position, Character(random)),
                2 => text[..position] + Character(random) + text[(position + 1)..],
                3 => text[..position] + text[random.Below(text.Length)] + text[(position + 1)..],
                _ => text[position..] + text[..position],
            };
        }

        return text;
    }

    private static string Character(SeededBytes random) =>
        random.Below(2) == 0 ? $"{(char)random.Below(128)}" : $"{(char)random.Below(65_536)}";
}
