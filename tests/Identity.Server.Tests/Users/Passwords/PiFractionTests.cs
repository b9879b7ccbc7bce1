using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class PiFractionTests
{
    private readonly uint[] _words = PiFraction.Words(Blowfish.StateWords);

    [Fact]
    public void It_starts_as_pi_does() => Assert.Equal([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], _words[..4]);

    [Fact]
    public void The_boxes_follow_the_subkeys() =>
        Assert.Equal([0x9216D5D9, 0x8979FB1B, 0xD1310BA6, 0x98DFB5AC], _words[16..20]);

    [Fact]
    public void Its_last_words_are_exact() =>
        Assert.Equal([0xB74E6132, 0xCE77E25B, 0x578FDFE3, 0x3AC372E6], _words[^4..]);

    [Fact]
    public void Fewer_words_are_the_same_words() => Assert.Equal(_words[..18], PiFraction.Words(18));
}
