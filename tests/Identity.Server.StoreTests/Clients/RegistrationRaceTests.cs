using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.StoreTests.Clients;

/// <summary>Tokens about registrations that are used a hundred times at the same moment, half of them on either node.</summary>
public sealed class RegistrationRaceTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static readonly RegistrationPolicy Policy = new() { GrantTypes = [], Scopes = ["openid"] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 7591 §1.2")]
    public async Task A_token_for_five_clients_is_good_for_five()
    {
        for (var round = 0; round < 5; round++)
        {
            var (_, token) = await nodes
                .A.Get<InitialAccessTokens>()
                .CreateAsync("race", Policy, uses: 5, expiresAt: null, Ct);

            var used = await RaceAsync(use => Node(use).Get<InitialAccessTokens>().UseAsync(token, Ct));

            Assert.Equal(5, used.Count(done => done));
            Assert.Null(await nodes.A.Get<InitialAccessTokens>().FindAsync(token, Ct));
        }
    }

    [Fact, Spec("RFC 7592 §2.2")]
    public async Task Of_many_changes_with_one_token_one_is_made()
    {
        var registered = await Clients(0).CreateAsync(Client(SelfRegisteredClients.NewId(), "before"), Ct);
        var id = registered.Client.ClientId;

        var changed = await RaceAsync(use => Clients(use).ReplaceAsync(Client(id, $"{use}"), registered.Token, Ct));

        var done = Assert.Single(changed, one => one is not null)!;
        var found = await Clients(1).FindAsync(id, done.Token, Ct);
        Assert.Equal(done.Client.Name, found!.Client.Name);
        Assert.Null(await Clients(1).FindAsync(id, registered.Token, Ct));
    }

    [Fact, Spec("RFC 7591 §3.2.1")]
    public async Task A_client_is_known_on_the_other_node_in_a_moment_and_forgotten_in_a_moment()
    {
        var registered = await Clients(0).CreateAsync(Client(SelfRegisteredClients.NewId(), "known"), Ct);
        var id = registered.Client.ClientId;

        Assert.NotNull(nodes.A.Get<ClientCatalog>().Find(id));
        await Eventually.TrueAsync(Eventually.Soon, () => nodes.B.Get<ClientCatalog>().Find(id) is not null);
        Assert.True(await nodes.B.Get<ClientDeletion>().DeleteAsync(id, registered.Token, Ct));
        Assert.Null(nodes.B.Get<ClientCatalog>().Find(id));
        await Eventually.TrueAsync(Eventually.Soon, () => nodes.A.Get<ClientCatalog>().Find(id) is null);
    }

    private static NewClient Client(string id, string name) =>
        new()
        {
            ClientId = id,
            Name = name,
            GrantTypes = ["authorization_code"],
            RedirectUris = ["https://app.example/"],
        };

    private static Task<T[]> RaceAsync<T>(Func<int, Task<T>> use) =>
        Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => use(number))));

    private TestServer Node(int use) => use % 2 == 0 ? nodes.A : nodes.B;

    private SelfRegisteredClients Clients(int use) => Node(use).Get<SelfRegisteredClients>();
}
