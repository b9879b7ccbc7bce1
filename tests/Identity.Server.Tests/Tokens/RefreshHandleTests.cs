using Identity.Server.Tokens;

namespace Identity.Server.Tests.Tokens;

public sealed class RefreshHandleTests
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly byte[] ServerKey = [.. Enumerable.Repeat((byte)1, 32)];

    [Fact]
    public void What_was_revealed_is_read()
    {
        var handle = RefreshHandle.Create();
        var read = RefreshHandle.Read(handle.Reveal());

        Assert.NotNull(read);
        Assert.Equal(handle.Hash, read.Value.Hash);
        Assert.Equal(handle.Lookup, read.Value.Lookup);
        Assert.Matches("^rt_[A-Za-z0-9_-]{64}$", handle.Reveal());
    }

    [Fact]
    public void No_two_are_alike()
    {
        var (one, other) = (RefreshHandle.Create(), RefreshHandle.Create());

        Assert.NotEqual(one.Reveal(), other.Reveal());
        Assert.NotEqual(one.Lookup, other.Lookup);
    }

    [Fact]
    public void Each_damaged_character_is_refused_or_is_another_token()
    {
        var text = RefreshHandle.Create().Reveal();
        var hash = RefreshHandle.Read(text)!.Value.Hash;
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var c in Characters + "=+/%. \t\n\r\0é")
            {
                if (c == text[at])
                    continue;
                var damaged = $"{text[..at]}{c}{text[(at + 1)..]}";
                var read = RefreshHandle.Read(damaged);

                Assert.Equal(at >= 3 && Characters.Contains(c, StringComparison.Ordinal), read is not null);
                Assert.Equal(damaged, read?.Reveal() ?? damaged);
                Assert.NotEqual(hash, read?.Hash);
            }
        }
    }

    [Fact]
    public void Another_length_or_another_writing_is_refused()
    {
        var text = RefreshHandle.Create().Reveal();
        for (var length = 0; length < text.Length; length++)
            Assert.Null(RefreshHandle.Read(text[..length]));
        foreach (var added in (string[])[" ", "=", "A", "AAAA", "\n", "\0"])
        {
            Assert.Null(RefreshHandle.Read(text + added));
            Assert.Null(RefreshHandle.Read(added + text));
        }

        Assert.Null(RefreshHandle.Read($"RT_{text[3..]}"));
        // As long as a token, and less when the white space and the padding are taken out.
        Assert.Null(RefreshHandle.Read($"{text[..^4]}    "));
        Assert.Null(RefreshHandle.Read($"{text[..^2]}=="));
        Assert.Null(RefreshHandle.Read($"{text[..^1]}="));
    }

    [Fact]
    public void A_successor_is_the_same_whenever_it_is_asked_for()
    {
        var handle = RefreshHandle.Create();

        Assert.Equal(
            handle.Successor(ServerKey).Reveal(),
            RefreshHandle.Read(handle.Reveal())!.Value.Successor(ServerKey).Reveal()
        );
    }

    [Fact]
    public void A_successor_depends_on_the_token_and_on_the_server()
    {
        var handle = RefreshHandle.Create();
        byte[] otherKey = [.. Enumerable.Repeat((byte)2, 32)];
        var successor = handle.Successor(ServerKey);

        Assert.NotEqual(handle.Reveal(), successor.Reveal());
        Assert.NotEqual(successor.Reveal(), handle.Successor(otherKey).Reveal());
        Assert.NotEqual(successor.Reveal(), successor.Successor(ServerKey).Reveal());
        Assert.NotEqual(successor.Reveal(), RefreshHandle.Create().Successor(ServerKey).Reveal());
    }

    [Fact]
    public void The_family_is_found_by_each_of_its_tokens()
    {
        var first = RefreshHandle.Create();
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        var handle = first;
        for (var rotation = 0; rotation < 100; rotation++)
        {
            Assert.Equal(first.Lookup, handle.Lookup);
            Assert.True(hashes.Add(Convert.ToHexString(handle.Hash)));
            handle = handle.Successor(ServerKey);
        }
    }

    [Fact]
    public void Its_text_is_not_written_by_accident()
    {
        var handle = RefreshHandle.Create();

        Assert.Equal("a refresh token", $"{handle}");
        Assert.DoesNotContain(
            handle.Reveal(),
            $"{new RefreshFamily(Guid.Empty, handle.Reveal())}",
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            handle.Reveal(),
            $"{new IssuedTokens("secret", TimeSpan.Zero, "", handle.Reveal(), "secret")}",
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "secret",
            $"{new IssuedTokens("secret", TimeSpan.Zero, "", null, "secret")}",
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", $"{new WrittenAccessToken("secret", TimeSpan.Zero)}", StringComparison.Ordinal);
    }
}
