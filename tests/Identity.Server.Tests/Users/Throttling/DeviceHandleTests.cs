using System.Text;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Tests.Users.Throttling;

public sealed class DeviceHandleTests
{
    [Fact]
    public void What_was_revealed_is_read()
    {
        var handle = DeviceHandle.Create();

        Assert.Equal(handle.Hash, DeviceHandle.Read(handle.Reveal())!.Value.Hash);
        Assert.Matches("^de_[A-Za-z0-9_-]{43}$", handle.Reveal());
    }

    [Fact]
    public void A_damaged_handle_is_none_or_another()
    {
        var good = DeviceHandle.Create().Reveal();
        foreach (
            var damaged in Seeded.Damaged(53, [Encoding.UTF8.GetBytes(good)], ["="u8.ToArray(), "de_"u8.ToArray()])
        )
        {
            var text = Encoding.UTF8.GetString(damaged);
            Assert.Equal(text, DeviceHandle.Read(text)?.Reveal() ?? text);
        }
    }

    [Fact]
    public void Neither_it_nor_a_source_that_has_it_writes_it_by_accident()
    {
        var handle = DeviceHandle.Create();

        Assert.Equal("a device handle", $"{handle}");
        Assert.Equal("unknown", $"{new Source(Address: null, handle.Reveal())}");
    }
}
