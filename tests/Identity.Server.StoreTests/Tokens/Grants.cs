using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>One person's refresh tokens for one client, as a node sees them.</summary>
internal sealed class Grants(TestServer node, Client client, AccountChange.Done person)
{
    private static readonly ScopeSet Scopes = ScopeSet.Of("openid", "offline_access");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Client Client => client;

    public Guid Subject => person.Id;

    public static async Task<Grants> CreateAsync(TestServer node, ClientLifetimes? lifetimes = null)
    {
        var client = await node.AddClientAsync(
            [.. Scopes.Names],
            asked => asked with { Lifetimes = lifetimes ?? asked.Lifetimes }
        );
        var email = $"{TestClients.Unique("grants")}@example.com";
        var person = await node.Get<Accounts>()
            .CreateAsync(new NewAccount(email, Password: null, IsVerified: true), Ct);
        return new Grants(node, node.Get<ClientCatalog>().Find(client.Id)!, Assert.IsType<AccountChange.Done>(person));
    }

    /// <summary>The same person and client, seen by another node.</summary>
    public Grants On(TestServer other) => new(other, client, person);

    /// <summary>The same person with another client.</summary>
    public Grants Of(Client other) => new(node, other, person);

    /// <param name="epoch">Of the account, when the person was recognised.</param>
    /// <param name="context">Of the sign-in.</param>
    public Task<RefreshFamily> StartAsync(int epoch = 0, SignInContext? context = null) =>
        node.Get<RefreshTokens>().StartAsync(client, person.Id, epoch, Scopes, api: null, context, Ct);

    public Task<Rotation> RotateAsync(string token, ScopeSet? narrowed = null) =>
        node.Get<RefreshTokens>().RotateAsync(token, client, narrowed, new RotationAim(OneOf: null, Among: null), Ct);

    /// <summary>Rotates a token that must be good.</summary>
    public async Task<string> NextAsync(string token) =>
        Assert.IsType<Rotation.Done>(await RotateAsync(token)).Family.RefreshToken;

    public Task<bool> RevokeAsync(string token) =>
        node.Get<RefreshFamilies>().RevokeAsync(RefreshHandle.Read(token)!.Value, client, Ct);

    public Task<RefreshTokenState?> DescribeAsync(string token) =>
        node.Get<RefreshFamilies>().DescribeAsync(RefreshHandle.Read(token)!.Value, client, Ct);

    public Task SetPasswordAsync() => node.SetPasswordAsync(person.Email, TestClients.Password);

    public Task SuspendAsync(bool suspended) =>
        suspended ? node.SuspendAsync(person.Email) : node.ReinstateAsync(person.Email);
}
