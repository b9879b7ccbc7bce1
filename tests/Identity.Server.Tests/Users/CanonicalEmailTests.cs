using System.Text;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.Tests.Users;

public sealed class CanonicalEmailTests
{
    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData("Ann.Lee@Example.COM", "ann.lee@example.com")]
    [InlineData("ann+tag@example.com", "ann+tag@example.com")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com")]
    [InlineData("o'neil@sub.example.co.uk", "o'neil@sub.example.co.uk")]
    [InlineData("1@1.example", "1@1.example")]
    [InlineData("jörg@example.com", "jörg@example.com")]
    [InlineData("JÖRG@example.com", "jörg@example.com")]
    [InlineData("jo\u0308rg@example.com", "jörg@example.com")]
    [InlineData("ａｎｎ@example.com", "ann@example.com")]
    [InlineData("ﬁona@example.com", "fiona@example.com")]
    [InlineData("\u212Aim@example.com", "kim@example.com")]
    [InlineData("J\u030Ca@example.com", "\u01F0a@example.com")]
    [InlineData("ann@BÜCHER.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@localhost", "ann@localhost")]
    [InlineData("用户@例子.example", "用户@xn--fsqu00a.example")]
    [Spec("RFC 5890 §2.3.2.1")]
    public void Spellings_of_one_mailbox_have_one_form(string address, string canonical) =>
        Assert.Equal(canonical, CanonicalEmail.Of(address));

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("ann@@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a＠b@example.com")]
    [InlineData(".ann@example.com")]
    [InlineData("ann.@example.com")]
    [InlineData("an..n@example.com")]
    [InlineData("an․․n@example.com")]
    [InlineData("\"ann\"@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("ann(comment)@example.com")]
    [InlineData("ann <ann@example.com>")]
    [InlineData("a,b@example.com")]
    [InlineData("a b@example.com")]
    [InlineData(" ann@example.com")]
    [InlineData("ann@example.com ")]
    [InlineData("ann@example.com\n")]
    [InlineData("an\u0000n@example.com")]
    [InlineData("an\u007fn@example.com")]
    [InlineData("an\u0085n@example.com")]
    [InlineData("an\u00a0n@example.com")]
    [InlineData("an\u2028n@example.com")]
    [InlineData("ann@example..com")]
    [InlineData("ann@.example.com")]
    [InlineData("ann@example.com.")]
    [InlineData("ann@-example.com")]
    [InlineData("ann@exa_mple.com")]
    [InlineData("ann@exa mple.com")]
    [InlineData("ann@[127.0.0.1]")]
    [InlineData("ann@127.0.0.1")]
    [InlineData("ann@[::1]")]
    [InlineData("ann@example.com:25")]
    [InlineData("ann@example.com/x")]
    [Spec("RFC 5321 §4.1.2"), Spec("RFC 5322 §3.2.3"), Spec("OpenID Connect Core §5.1")]
    public void What_is_no_plain_mailbox_is_refused(string address) => Assert.Null(CanonicalEmail.Of(address));

    /// <summary>By number, since none of them can be seen; the last two lie beyond the first plane.</summary>
    [Theory]
    [InlineData(0x00AD)]
    [InlineData(0x200B)]
    [InlineData(0x200D)]
    [InlineData(0x202E)]
    [InlineData(0x2060)]
    [InlineData(0xFEFF)]
    [InlineData(0xE0001)]
    [InlineData(0xE0061)]
    public void A_character_that_nobody_sees_makes_no_second_account(int character) =>
        Assert.Null(CanonicalEmail.Of($"an{new Rune(character)}n@example.com"));

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void Half_a_character_is_refused(int half)
    {
        Assert.Null(CanonicalEmail.Of($"an{(char)half}n@example.com"));
        Assert.Null(CanonicalEmail.Of($"ann@exa{(char)half}mple.com"));
    }

    [Fact, Spec("RFC 5321 §4.5.3.1.1")]
    public void A_local_part_has_64_characters_at_most()
    {
        Assert.NotNull(CanonicalEmail.Of($"{new string('a', 64)}@example.com"));
        Assert.Null(CanonicalEmail.Of($"{new string('a', 65)}@example.com"));
    }

    [Fact]
    public void A_local_part_is_measured_in_its_canonical_form()
    {
        Assert.NotNull(CanonicalEmail.Of($"{new string('ﬁ', 32)}@example.com"));
        Assert.Null(CanonicalEmail.Of($"{new string('ﬁ', 33)}@example.com"));
    }

    [Fact, Spec("RFC 5321 §4.5.3.1.3")]
    public void An_address_has_254_characters_at_most()
    {
        var label = new string('b', 61);
        var rest = $"@{label}.{label}.{label}.c";

        Assert.NotNull(CanonicalEmail.Of(new string('a', Math.Min(64, 254 - rest.Length)) + rest));
        Assert.Null(CanonicalEmail.Of($"{new string('a', 64)}@{label}.{label}.{label}.cccc"));
        Assert.Null(CanonicalEmail.Of($"ann@{new string('b', 64)}.example"));
    }

    [Fact]
    public void A_canonical_form_is_its_own_canonical_form()
    {
        string[] seeds =
        [
            "Ann.Lee+tag@Example.COM",
            "jörg@bücher.example",
            "用户@例子.example",
            "ＡＢＣ@a-b.c",
            "x@xn--bcher-kva.de",
        ];
        string[] spice =
        [
            "@",
            ".",
            "..",
            " ",
            "\"",
            "\0",
            "\n",
            "İ",
            "ı",
            "ẞ",
            "ß",
            "ς",
            "Σ",
            "\u030C",
            "J\u030C",
            "T\u0308",
            "\u0345",
            "ﬁ",
            "ﷺ",
            "\u200D",
            "＠",
            "。",
            "．",
            "xn--",
            "-",
            "_",
            "\U000E0061",
            "😀",
            "ᾳ",
            "Ω",
            "ﾊﾞ",
            "が",
            "\u3099",
            "\u0301\u0327",
            "①",
            "ⅷ",
            "½",
            "㎏",
            "ϓ\u0301",
            "Ǆ",
            "👨‍👩‍👧",
        ];
        var accepted = 0;
        foreach (var bytes in Seeded.Damaged(20260304, Bytes(seeds), Bytes(spice)))
        {
            var address = Encoding.UTF8.GetString(bytes);
            if (CanonicalEmail.Of(address) is not { } canonical)
                continue;
            accepted++;
            Assert.Equal(canonical, CanonicalEmail.Of(canonical));
        }

        Assert.InRange(accepted, 1000, 9000);
    }

    [Fact]
    public void Every_single_character_has_a_stable_form()
    {
        for (var value = 0; value <= 0x1FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune))
                continue;
            if (CanonicalEmail.Of($"a{rune}@example.com") is { } local)
                Assert.Equal(local, CanonicalEmail.Of(local));
            if (CanonicalEmail.Of($"a@a{rune}.example") is { } domain)
                Assert.Equal(domain, CanonicalEmail.Of(domain));
        }
    }

    [Fact]
    public void Any_two_byte_soup_is_read_without_a_fault()
    {
        foreach (
            var bytes in Seeded.Damaged(
                7,
                [
                    [],
                    "a@b"u8.ToArray(),
                ],
                [
                    [0xD8, 0x00],
                    [0x00, 0xDC],
                    "@"u8.ToArray(),
                ]
            )
        )
        {
            var address = new string([.. bytes.Chunk(2).Select(pair => (char)((pair[0] << 8) | pair[^1]))]);

            Assert.True(CanonicalEmail.Of($"a{address}@example.com") is null or { Length: > 0 });
            Assert.True(CanonicalEmail.Of($"a@{address}.example") is null or { Length: > 0 });
        }
    }

    [Fact]
    public void What_is_no_address_is_found_under_no_name()
    {
        var normalizer = new CanonicalEmail();

        Assert.Null(normalizer.NormalizeEmail(null));
        Assert.Null(normalizer.NormalizeName("ann"));
        Assert.Equal("ann@example.com", normalizer.NormalizeName("ANN@example.com"));
    }

    private static byte[][] Bytes(string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
