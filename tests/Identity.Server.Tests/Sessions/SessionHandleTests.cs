using System.Text;
using Identity.Server.Sessions;

namespace Identity.Server.Tests.Sessions;

public sealed class SessionHandleTests
{
    [Fact]
    public void What_was_revealed_is_read()
    {
        var handle = SessionHandle.Create();

        Assert.Equal(handle.Hash, SessionHandle.Read(handle.Reveal())!.Value.Hash);
        Assert.Matches("^se_[A-Za-z0-9_-]{43}$", handle.Reveal());
        Assert.NotEqual(handle.Reveal(), SessionHandle.Create().Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("se_")]
    [InlineData("rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("SE_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("se_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("se_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")] // bits beyond the last byte
    [InlineData("se_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("se_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    public void Another_writing_is_none(string text) => Assert.Null(SessionHandle.Read(text));

    [Fact]
    public void A_damaged_handle_is_none_or_another()
    {
        var good = SessionHandle.Create().Reveal();
        foreach (
            var damaged in Seeded.Damaged(51, [Encoding.UTF8.GetBytes(good)], ["="u8.ToArray(), "se_"u8.ToArray()])
        )
        {
            var text = Encoding.UTF8.GetString(damaged);
            Assert.Equal(text, SessionHandle.Read(text)?.Reveal() ?? text);
        }
    }

    [Fact]
    public void Its_text_is_not_written_by_accident() => Assert.Equal("a session handle", $"{SessionHandle.Create()}");
}
