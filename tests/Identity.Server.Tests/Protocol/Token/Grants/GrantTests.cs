using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Token.Grants;

public sealed class GrantTests
{
    private static readonly ClientCredentialsGrant Grant = new(
        Registered.Catalog(Registered.Api("orders", scopes: ["orders.read"]))
    );
    private static readonly GrantCatalog Grants = new([Grant]);

    [Fact, Spec("RFC 6749 §4.4.3")]
    public async Task A_client_of_its_own_gets_an_access_token_and_nothing_else()
    {
        var granted = Forms.Value(await RedeemAsync("grant_type=client_credentials&scope=orders.read"));

        Assert.Equal(
            ("web", "orders.read", "orders"),
            (granted.Client.ClientId, granted.Scopes.ToString(), granted.Api?.Audience)
        );
        Assert.Null(granted.Subject);
        Assert.Null(granted.Family);
        Assert.Null(granted.AuthTime);
    }

    [Fact]
    public async Task Without_a_scope_it_may_do_all_that_it_may()
    {
        var granted = Forms.Value(await RedeemAsync("grant_type=client_credentials"));

        Assert.Equal(("orders.read", "orders"), (granted.Scopes.ToString(), granted.Api?.Audience));
    }

    [Theory]
    [InlineData("openid")]
    [InlineData("orders.read openid")]
    [InlineData("profile")]
    [InlineData("offline_access")]
    public async Task Nobody_signed_in_so_nothing_is_said_of_anybody(string scope) =>
        Assert.Equal(
            "invalid_scope",
            Forms.Error(await RedeemAsync($"grant_type=client_credentials&scope={scope}")).Code
        );

    [Fact]
    public async Task A_scope_beyond_the_clients_is_refused() =>
        Assert.Equal(
            "invalid_scope",
            Forms.Error(await RedeemAsync("grant_type=client_credentials&scope=bills.read")).Code
        );

    [Theory]
    [InlineData("implicit", "unsupported_grant_type")]
    [InlineData("Client_Credentials", "unsupported_grant_type")]
    [InlineData("password", "unsupported_grant_type")]
    [Spec("RFC 6749 §5.2")]
    public async Task A_grant_that_is_not_there_is_unsupported(string grant, string code) =>
        Assert.Equal(code, Forms.Error(await RedeemAsync($"grant_type={grant}")).Code);

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_client_earns_tokens_only_in_the_ways_it_is_registered_for() =>
        Assert.Equal(
            "unauthorized_client",
            Forms.Error(await RedeemAsync("grant_type=client_credentials", "password")).Code
        );

    [Fact]
    public void The_catalog_names_its_grants() => Assert.Equal(["client_credentials"], Grants.GrantTypes);

    private static ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        string body,
        string allowed = "client_credentials"
    )
    {
        var client = Registered.Client(
            grants: [allowed],
            scopes: ["orders.read", "openid", "profile", "offline_access"]
        );
        var presented = new PresentedCredentials(
            "web",
            ClientAuthenticationMethod.ClientSecretBasic,
            Registered.Secret
        );
        return Grants.RedeemAsync(
            Forms.Value(TokenRequest.Read(Forms.Of(body), Source.Unknown)),
            Forms.Value(AuthenticatedClient.Prove(client, presented, new ManualClock().Now)),
            TestContext.Current.CancellationToken
        );
    }
}
