using Identity.Server.Clients.Assertions;
using Identity.Tests;

namespace Identity.Server.StoreTests.Clients;

public sealed class AssertionIdsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private const string Purpose = "test";

    private static readonly DateTimeOffset Soon = TimeProvider.System.GetUtcNow().AddMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 7523 §3")]
    public async Task Of_a_hundred_uses_on_two_nodes_one_is_the_first()
    {
        for (var i = 0; i < 20; i++)
        {
            var name = $"race {i}";
            var uses = await Task.WhenAll(
                Enumerable
                    .Range(0, 100)
                    .Select(n => (n % 2 == 0 ? nodes.A : nodes.B).Get<AssertionIds>())
                    .Select(ids => ids.TryUseAsync(Purpose, "web", name, Soon, Ct))
            );

            Assert.Single(uses, isFirst => isFirst);
        }
    }

    [Theory]
    [InlineData("another", "web", "1", true)]
    [InlineData(Purpose, "other", "1", true)]
    [InlineData(Purpose, "web", "2", true)]
    [InlineData(Purpose, "web\n1", "", true)]
    [InlineData(Purpose, "web", "1", false)]
    public async Task A_name_is_one_for_each_purpose_and_client(
        string purpose,
        string clientId,
        string name,
        bool isFirst
    )
    {
        var ids = nodes.A.Get<AssertionIds>();
        var mine = TestClients.Unique("names");
        Assert.True(await ids.TryUseAsync(mine + Purpose, "web", "1", Soon, Ct));

        Assert.Equal(isFirst, await ids.TryUseAsync(mine + purpose, clientId, name, Soon, Ct));
    }

    [Fact]
    public async Task A_name_that_was_used_is_used_with_every_expiry()
    {
        var ids = nodes.A.Get<AssertionIds>();
        Assert.True(await ids.TryUseAsync(Purpose, "web", "expiries", Soon, Ct));

        foreach (var minutes in (int[])[0, 1, 60, -5])
            Assert.False(await ids.TryUseAsync(Purpose, "web", "expiries", Soon.AddMinutes(minutes), Ct));
    }

    [Fact]
    public async Task There_is_a_place_for_every_time_at_which_an_assertion_may_expire()
    {
        var ids = nodes.A.Get<AssertionIds>();
        var now = TimeProvider.System.GetUtcNow();

        for (var minutes = -1; minutes <= 61; minutes++)
            Assert.True(await ids.TryUseAsync(Purpose, "web", $"minute {minutes}", now.AddMinutes(minutes), Ct));
    }
}
