using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class BcryptVectorTests
{
    // An invalid setting is only the front of a hash: with a good end, the setting alone can be what is refused.
    private const string GoodDigest = "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    [Fact]
    public void Every_vector_belongs_to_one_test_here()
    {
        var vectors = BcryptVectors.Read();

        Assert.Equal(vectors.Count, Ordinary().Count + TooLong().Count + OldBug().Count + Invalid().Count);
        Assert.All([Ordinary(), TooLong(), OldBug(), Invalid()], Assert.NotEmpty);
    }

    [Fact]
    public void An_ordinary_password_matches_its_hash() =>
        Assert.All(Ordinary(), vector => Assert.True(Bcrypt.Verify(vector.Password, vector.Text)));

    [Fact]
    public void Another_password_does_not_match() =>
        Assert.All(
            Ordinary(),
            vector =>
                Assert.False(
                    Bcrypt.Verify([.. vector.Password.AsSpan(0, Math.Min(71, vector.Password.Length)), 1], vector.Text)
                )
        );

    [Fact]
    public void A_password_over_72_bytes_is_refused_where_others_cut_it()
    {
        Assert.All(TooLong(), vector => Assert.False(Bcrypt.Verify(vector.Password, vector.Text)));
        Assert.All(TooLong(), vector => Assert.True(Bcrypt.Verify(vector.Password.AsSpan(0, 72), vector.Text)));
    }

    [Fact]
    public void The_variant_of_the_old_bug_is_refused() =>
        Assert.All(OldBug(), vector => Assert.False(BcryptHash.TryParse(vector.Text, out _)));

    [Fact]
    public void An_invalid_setting_is_refused()
    {
        Assert.True(BcryptHash.TryParse("$2a$05$CCCCCCCCCCCCCCCCCCCCC." + GoodDigest, out _));
        Assert.All(Invalid(), vector => Assert.False(BcryptHash.TryParse(vector.Text, out _)));
        Assert.All(Invalid(), vector => Assert.False(BcryptHash.TryParse(vector.Text + GoodDigest, out _)));
    }

    private static List<BcryptVectors.Vector> Ordinary() =>
        Where(v => !v.IsInvalid && !IsOldBug(v) && v.Password.Length <= 72);

    private static List<BcryptVectors.Vector> TooLong() =>
        Where(v => !v.IsInvalid && !IsOldBug(v) && v.Password.Length > 72);

    private static List<BcryptVectors.Vector> OldBug() => Where(v => !v.IsInvalid && IsOldBug(v));

    private static List<BcryptVectors.Vector> Invalid() => Where(v => v.IsInvalid);

    private static bool IsOldBug(BcryptVectors.Vector vector) =>
        vector.Text.StartsWith("$2x$", StringComparison.Ordinal);

    private static List<BcryptVectors.Vector> Where(Func<BcryptVectors.Vector, bool> holds) =>
        [.. BcryptVectors.Read().Where(holds)];
}
