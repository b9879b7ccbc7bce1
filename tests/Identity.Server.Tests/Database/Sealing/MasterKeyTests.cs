using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Sealing;
using Identity.Tests;

namespace Identity.Server.Tests.Database.Sealing;

public sealed class MasterKeyTests
{
    private const string Name = "signing key 1";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2048)]
    public void What_was_sealed_is_unsealed(int length)
    {
        using var key = Key(1);
        var secret = RandomNumberGenerator.GetBytes(length);

        Assert.Equal(secret, key.Unseal(key.Seal(secret, Name), Name));
    }

    [Fact]
    public void Another_node_with_the_same_key_unseals()
    {
        using var one = Key(1);
        using var other = Key(1);

        Assert.Equal("secret"u8, other.Unseal(one.Seal("secret"u8, Name), Name));
    }

    [Fact]
    public void Two_seals_of_one_secret_differ()
    {
        using var key = Key(1);

        Assert.NotEqual(key.Seal("secret"u8, Name), key.Seal("secret"u8, Name));
    }

    [Fact]
    public void The_secret_does_not_show()
    {
        using var key = Key(1);

        Assert.DoesNotContain(
            "a secret of some length",
            Encoding.Latin1.GetString(key.Seal("a secret of some length"u8, Name)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_master_key_is_named_as_the_reason()
    {
        using var key = Key(1);
        using var other = Key(2);

        var failure = Assert.Throws<UnsealingException>(() => other.Unseal(key.Seal("secret"u8, Name), Name));

        Assert.Contains("another master key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_rows_seal_does_not_open_in_another_row()
    {
        using var key = Key(1);

        Assert.Throws<UnsealingException>(() => key.Unseal(key.Seal("secret"u8, Name), "signing key 2"));
    }

    [Fact]
    public void Each_flipped_bit_is_noticed()
    {
        using var key = Key(1);
        var whole = key.Seal("secret"u8, Name);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<UnsealingException>(() => key.Unseal(damaged, Name));
        }
    }

    [Fact]
    public void Each_missing_or_added_byte_is_noticed()
    {
        using var key = Key(1);
        var whole = key.Seal("secret"u8, Name);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<UnsealingException>(() => key.Unseal(whole.AsSpan(0, length), Name));
        Assert.Throws<UnsealingException>(() => key.Unseal([.. whole, 0], Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => new MasterKey(new byte[length]));

    [Fact]
    public void A_key_that_was_wiped_seals_nothing()
    {
        var key = Key(1);
        var whole = key.Seal("secret"u8, Name);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Seal("secret"u8, Name));
        Assert.Throws<ObjectDisposedException>(() => key.Unseal(whole, Name));
        Assert.Throws<ObjectDisposedException>(() => key.Derive("purpose"));
    }

    [Fact, Spec("RFC 5869 §2")]
    public void A_derived_key_depends_on_the_purpose_and_the_master_key_alone()
    {
        using var key = Key(1);
        using var same = Key(1);
        using var other = Key(2);

        Assert.Equal(key.Derive("one"), same.Derive("one"));
        Assert.NotEqual(key.Derive("one"), key.Derive("two"));
        Assert.NotEqual(key.Derive("one"), other.Derive("one"));
        Assert.Equal(MasterKey.Length, key.Derive("one").Length);
    }

    private static MasterKey Key(byte fill) => new([.. Enumerable.Repeat(fill, MasterKey.Length)]);
}
