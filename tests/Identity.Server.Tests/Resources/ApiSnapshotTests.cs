using Identity.Jose;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Resources;

public sealed class ApiSnapshotTests
{
    private static readonly Api Orders = Registered.Api("orders", scopes: ["orders.read", "orders.write"]);
    private static readonly Api Bills = Registered.Api(
        "bills",
        scopes: ["bills.read"],
        lifetime: TimeSpan.FromHours(2)
    );
    private static readonly ApiSnapshot Apis = Registered.Snapshot(Orders, Bills);

    [Theory]
    [InlineData("orders.read", null, "orders")]
    [InlineData("orders.read orders.write", null, "orders")]
    [InlineData("openid orders.read profile", null, "orders")]
    [InlineData("openid unknown", null, "none")]
    [InlineData("openid", null, "none")]
    [InlineData("orders.read bills.read", null, "several")]
    [InlineData("orders.read bills.read", "bills", "bills")]
    [InlineData("openid", "bills", "bills")]
    [InlineData("orders.read", "nobody", "unknown")]
    [InlineData("orders.read", "Orders", "unknown")]
    [Spec("RFC 8707 §2")]
    public void A_token_is_for_one_api(string scopes, string? resource, string expected)
    {
        var choice = Apis.Choose(ScopeSet.Read(scopes)!, resource);

        Assert.Equal(
            expected,
            choice switch
            {
                ApiChoice.One { Api.Audience: var audience } => audience,
                ApiChoice.Several => "several",
                ApiChoice.Unknown => "unknown",
                _ => "none",
            }
        );
    }

    [Fact]
    public void The_scopes_of_openid_connect_are_always_known()
    {
        Assert.All(StandardScopes.All, scope => Assert.True(ApiSnapshot.Empty.Knows(scope)));
        Assert.True(Apis.Knows("bills.read"));
        Assert.False(Apis.Knows("Bills.read"));
        Assert.Equal("bills", Apis.FindScope("bills.read")?.Audience);
    }

    [Fact]
    public void The_longest_lifetime_is_that_of_the_apis_that_say()
    {
        Assert.Null(ApiSnapshot.Empty.LongestLifetime);
        Assert.Null(Registered.Snapshot(Orders).LongestLifetime);
        Assert.Equal(TimeSpan.FromHours(2), Apis.LongestLifetime);
    }

    [Fact]
    public void The_newest_secret_signs()
    {
        var shared = Registered.Api(algorithm: JwsAlgorithm.HS256);

        Assert.Same(shared.Secrets[0].Key, shared.SharedKey);
        Assert.Null(Orders.SharedKey);
    }
}
