using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Token;

public sealed class GrantedScopesTests
{
    private const string All = "openid offline_access orders.read orders.write bills.read gone";
    private static readonly ApiSnapshot Apis = Registered.Snapshot(
        Registered.Api("orders", scopes: ["orders.read", "orders.write", "orders.admin"]),
        Registered.Api("bills", scopes: ["bills.read"])
    );

    [Theory]
    [InlineData("orders.read", null, "orders.read", "orders.read", "orders")]
    [InlineData("orders.write orders.read", null, "orders.write orders.read", "orders.write orders.read", "orders")]
    [InlineData("openid", null, "openid", "openid", null)]
    [InlineData(
        "openid orders.read offline_access",
        null,
        "openid orders.read offline_access",
        "openid orders.read offline_access",
        "orders"
    )]
    [InlineData(
        "orders.read bills.read openid",
        "bills",
        "orders.read bills.read openid",
        "bills.read openid",
        "bills"
    )]
    [InlineData("orders.read bills.read", "orders", "orders.read bills.read", "orders.read", "orders")]
    [Spec("RFC 6749 §3.3"), Spec("RFC 8707 §2.2")]
    public void What_is_granted_is_aimed_at_one_api(
        string asked,
        string? resource,
        string all,
        string forToken,
        string? api
    )
    {
        var granted = Forms.Value(Resolve(asked, resource));

        Assert.Equal(
            (all, forToken, api),
            (granted.All.ToString(), granted.ForToken.ToString(), granted.Api?.Audience)
        );
    }

    [Theory]
    [InlineData("unknown", null, "invalid_scope")]
    [InlineData("orders.read unknown", null, "invalid_scope")]
    [InlineData("Orders.read", null, "invalid_scope")]
    [InlineData("gone", null, "invalid_scope")]
    [InlineData("orders.admin", null, "invalid_scope")]
    [InlineData("profile", null, "invalid_scope")]
    [InlineData("orders.read bills.read", null, "invalid_target")]
    [InlineData("orders.read", "nobody", "invalid_target")]
    [InlineData("orders.read", "bills", "invalid_target")]
    [InlineData("openid", "bills", "invalid_target")]
    [InlineData(null, null, "invalid_target")]
    [InlineData(null, "nobody", "invalid_target")]
    [Spec("RFC 6749 §5.2"), Spec("RFC 8707 §2")]
    public void What_cannot_be_granted_has_its_code(string? asked, string? resource, string code) =>
        Assert.Equal(code, Forms.Error(Resolve(asked, resource)).Code);

    [Theory]
    [InlineData("orders", "orders.read orders.write")]
    [InlineData("bills", "bills.read")]
    [Spec("RFC 6749 §3.3")]
    public void An_omitted_scope_is_everything_the_client_may_do_there(string resource, string expected)
    {
        var granted = Forms.Value(Resolve(null, resource));

        Assert.Equal((expected, expected), (granted.All.ToString(), granted.ForToken.ToString()));
    }

    [Fact]
    public void A_client_with_no_scope_at_any_api_gets_a_token_for_none()
    {
        var granted = Forms.Value(Resolve(null, null, allowed: "openid"));

        Assert.True(granted.All.IsEmpty);
        Assert.Null(granted.Api);
    }

    [Fact, Spec("OpenID Connect Core §11")]
    public void Offline_access_is_ignored_where_there_is_no_refresh_token()
    {
        var granted = Forms.Value(Resolve("openid offline_access", null, grants: ["password"]));

        Assert.Equal("openid", granted.All.ToString());
    }

    private static Outcome<GrantedScopes> Resolve(
        string? asked,
        string? resource,
        string allowed = All,
        string[]? grants = null
    ) =>
        GrantedScopes.Resolve(
            asked is null ? null : ScopeSet.Read(asked),
            resource,
            Registered.Client(scopes: allowed.Split(' '), grants: grants),
            Apis
        );
}
