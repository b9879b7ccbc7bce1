using Identity.Server.Tokens;

namespace Identity.Server.Tests.Tokens;

public sealed class DenyKeyTests
{
    [Fact]
    public void One_name_is_different_things_for_different_purposes()
    {
        var id = Guid.CreateVersion7();
        Guid[] keys = [DenyKey.OfToken($"{id}"), DenyKey.OfSubject($"{id}"), DenyKey.OfGrant(id)];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void A_key_is_the_same_on_every_node()
    {
        Assert.Equal(DenyKey.OfToken("a"), DenyKey.OfToken("a"));
        Assert.NotEqual(DenyKey.OfToken("a"), DenyKey.OfToken("A"));
        Assert.NotEqual(DenyKey.OfSubject("a"), DenyKey.OfSubject("a\n"));
    }
}
