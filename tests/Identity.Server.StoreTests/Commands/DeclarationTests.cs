using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Commands.Declarations;
using Identity.Server.Declarations;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.StoreTests.Commands;

/// <summary>A server that is made what a file says it is, by one transaction.</summary>
public sealed class DeclarationTests(DeclaredServer server, TestDatabases databases)
    : IClassFixture<DeclaredServer>,
        IAsyncLifetime
{
    private const string Secret = "a-secret-of-forty-visible-characters-123";
    private const string OtherSecret = "another-secret-of-some-visible-characters";

    private const string Shop = """
        identity: 1
        apis:
          - audience: urn:orders
            scopes:
              - name: orders
                description: See your orders
        clients:
          - client_id: shop
            redirect_uris: [https://shop.example/callback]
            scope: openid orders
            secret: { env: DECLARED_SHOP_SECRET }
          - client_id: worker
            token_endpoint_auth_method: none
        """;

    private readonly DateTimeOffset _begin = TimeProvider.System.GetUtcNow();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DeclaredServer Server => server;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_server_with_everything_in_it_is_the_same_once_more()
    {
        var secrets = await Everything.PutAsync(Server);
        var exported = await Server.ExportAsync();
        Assert.All(secrets, secret => Assert.DoesNotContain(secret.Value, exported, StringComparison.Ordinal));
        using var variables = new DeclaredServer.Variables([.. secrets]);
        await using var other = new DeclaredServer(databases);
        await other.InitializeAsync();

        var made = await other.DoneAsync(exported);

        Assert.Equal(11, made.Changes.Count);
        Assert.Equal(10, made.Changes.Count(change => change.Before is null));
        Assert.Contains("~ client signer: roles + keeper", made.Changes.SelectMany(ChangeLines.Of));
        Assert.Equal(exported, await other.ExportAsync());
        foreach (var one in (DeclaredServer[])[Server, other])
        {
            var again = await one.DoneAsync(exported, prunes: true);
            Assert.Empty(again.Changes);
            Assert.Empty(again.Notes);
        }
        Assert.Equal(await Server.AskAsync<string>(Hashes), await other.AskAsync<string>(Hashes));
        Assert.True(await other.AskAsync<bool>("SELECT count(*) = 1 FROM signing_keys WHERE algorithm = 'ES384'"));
    }

    [Fact]
    public async Task What_is_there_already_keeps_its_secrets_where_nobody_says_them()
    {
        await Everything.PutAsync(Server);

        var again = await Server.DoneAsync(await Server.ExportAsync());

        Assert.Empty(again.Changes);
        Assert.Contains(
            "The client signer keeps its secret: the environment variable CLIENT_SIGNER_SECRET holds none.",
            again.Notes
        );
    }

    [Fact]
    public async Task A_difference_is_told_and_made_and_audited_without_secrets()
    {
        using var variables = new DeclaredServer.Variables(("DECLARED_SHOP_SECRET", Secret));
        Assert.Equal(["+ api urn:orders", "+ client shop", "+ client worker"], await Server.ApplyAsync(Shop));
        Assert.Empty(await Server.ApplyAsync(Shop));

        var changed = Shop.Replace("openid orders", "orders profile", StringComparison.Ordinal)
            .Replace("See your orders", "See what you ordered", StringComparison.Ordinal)
            .Replace("callback]", "callback, https://shop.example/back]", StringComparison.Ordinal)
            .Replace("client_id: worker", "client_id: worker\n    disabled: true", StringComparison.Ordinal);
        string[] told =
        [
            "~ api urn:orders: scopes.orders.description See your orders → See what you ordered",
            "~ client shop: redirect_uris + https://shop.example/back",
            "~ client shop: scope - openid",
            "~ client shop: scope + profile",
            "~ client worker: disabled + true",
        ];
        Assert.Equal(told, await Server.ApplyAsync(changed, isDry: true));
        Assert.Empty(await Server.ApplyAsync(Shop));
        Assert.Equal(told, await Server.ApplyAsync(changed));

        Assert.True(
            await Server.AskAsync<bool>("SELECT disabled_at IS NOT NULL FROM clients WHERE client_id = 'worker'")
        );
        var audit = await Server.AuditAsync(_begin);
        Assert.Equal(6, audit.Count);
        var made = Assert.Single(
            audit,
            entry => entry.StartsWith("client-creation client:shop ", StringComparison.Ordinal)
        );
        Assert.Contains("new_secret", made, StringComparison.Ordinal);
        Assert.Contains("""client-change client:worker {"after": {"disabled": true}, "before": {}}""", audit);
        Assert.DoesNotContain(audit, entry => entry.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_file_with_one_thing_that_cannot_be_nothing_is_done()
    {
        using var variables = new DeclaredServer.Variables(
            ("DECLARED_SHOP_SECRET", Secret),
            ("DECLARED_SHORT", "short")
        );
        var registered = await Server
            .Get<SelfRegisteredClients>()
            .CreateAsync(new NewClient { ClientId = "stranger", RedirectUris = ["https://a.example/"] }, Ct);
        await Server.Get<ApiRegistry>().CreateAsync(new NewApi { Audience = "urn:other", Scopes = ["other"] }, Ct);

        var applied = await Server.TryApplyAsync(
            $$"""
            {{Shop}}
              - client_id: {{registered.Client.ClientId}}
              - client_id: short
                secret: { env: DECLARED_SHORT }
              - client_id: forgotten
                secret: { env: DECLARED_NOT_SET }
              - client_id: public
                token_endpoint_auth_method: none
                secret: { env: DECLARED_SHOP_SECRET }
            profiles:
              - name: front
                api: { audience: urn:front, algorithm: HS256, scopes: [other] }
                routes: [{ path: /me, action: me }]
            """
        );

        var problems = Assert.IsType<Applied.Refused>(applied).Problems;
        Assert.Equal(
            [
                ("clients[2]", "registered itself"),
                ("clients[3].secret", "must hold 32 to 512"),
                ("clients[4].secret", "is new and needs its secret"),
                ("clients[5].secret", "authenticates without a secret"),
                ("profiles[0].api.scopes[0]", "belongs to the API 'urn:other' already"),
                ("profiles[0].api.secret", "is new and needs its secret"),
            ],
            problems
                .OrderBy(problem => problem.At, StringComparer.Ordinal)
                .Zip(
                    (string[])
                        [
                            "registered itself",
                            "must hold 32 to 512",
                            "is new and needs its secret",
                            "authenticates without a secret",
                            "belongs to the API 'urn:other' already",
                            "is new and needs its secret",
                        ],
                    (problem, said) =>
                        (
                            problem.At,
                            problem.Sentence.Contains(said, StringComparison.Ordinal) ? said : problem.Sentence
                        )
                )
        );
        Assert.Equal(1, await Server.AskAsync<long>("SELECT count(*) FROM clients"));
        Assert.Equal(1, await Server.AskAsync<long>("SELECT count(*) FROM apis"));
        Assert.Empty(await Server.AuditAsync(_begin));
    }

    [Fact]
    public async Task Another_secret_takes_over_and_the_one_before_stays_as_long_as_was_said()
    {
        using (new DeclaredServer.Variables(("DECLARED_SHOP_SECRET", Secret)))
            await Server.ApplyAsync(Shop);
        using var variables = new DeclaredServer.Variables(("DECLARED_SHOP_SECRET", OtherSecret));

        Assert.Equal(
            ["~ client shop: secret from the environment variable DECLARED_SHOP_SECRET"],
            await Server.ApplyAsync(Shop)
        );
        Assert.Empty(await Server.ApplyAsync(Shop));
        Assert.Equal(
            [true, false],
            await Sql.ListAsync<bool>(
                Server.ConnectionString,
                "SELECT expires_at IS NOT NULL AND expires_at > now() + interval '23 hours' FROM client_secrets ORDER BY id"
            )
        );

        Environment.SetEnvironmentVariable("DECLARED_SHOP_SECRET", Secret);
        await Server.ApplyAsync(Shop.Replace("_SECRET }", "_SECRET, overlap_seconds: 0 }", StringComparison.Ordinal));
        Assert.Equal(1, await Server.AskAsync<long>("SELECT count(*) FROM client_secrets"));
    }

    [Fact]
    public async Task What_the_file_does_not_name_is_deleted_only_where_that_is_asked_for()
    {
        using var variables = new DeclaredServer.Variables(("DECLARED_SHOP_SECRET", Secret));
        await Server.ApplyAsync(Shop);
        var stranger = await Server
            .Get<SelfRegisteredClients>()
            .CreateAsync(new NewClient { ClientId = "stranger", RedirectUris = ["https://a.example/"] }, Ct);
        await Everything.ApplyProfileAsync(Server, "todo", Secret);
        await Server.Get<BuiltInApi>().EnsureAsync(Ct);

        Assert.Empty(await Server.ApplyAsync("identity: 1\nclients: []"));
        Assert.Equal(
            ["- client shop", "- client worker"],
            await Server.ApplyAsync("identity: 1\nclients: []", prunes: true)
        );
        Assert.Equal(["- api urn:orders"], await Server.ApplyAsync("identity: 1\napis: []", prunes: true));
        Assert.Equal(["- profile todo"], await Server.ApplyAsync("identity: 1\nprofiles: []", prunes: true));
        Assert.Equal(["- client todo"], await Server.ApplyAsync("identity: 1\nclients: []", prunes: true));

        Assert.Equal(stranger.Client.ClientId, await Server.AskAsync<string>("SELECT client_id FROM clients"));
        Assert.Equal(
            ["urn:identity:management", "urn:todo:api"],
            await Sql.ListAsync<string>(Server.ConnectionString, "SELECT audience FROM apis ORDER BY 1")
        );
    }

    [Fact]
    public async Task A_scope_goes_from_one_api_to_another_in_one_step()
    {
        await Server.ApplyAsync("identity: 1\napis: [{ audience: a, scopes: [{ name: x }, { name: y }] }]");

        Assert.Equal(
            ["+ api b", "~ api a: scopes - x"],
            await Server.ApplyAsync(
                "identity: 1\napis: [{ audience: b, scopes: [{ name: x }] }, { audience: a, scopes: [{ name: y }] }]"
            )
        );
        Assert.Equal(
            ["~ api b: scopes + y", "- api a"],
            await Server.ApplyAsync(
                "identity: 1\napis: [{ audience: b, scopes: [{ name: x }, { name: y }] }]",
                prunes: true
            )
        );
        Assert.Equal(2, await Server.AskAsync<long>("SELECT count(*) FROM scopes WHERE audience = 'b'"));
    }

    [Fact]
    public async Task Roles_are_made_given_taken_and_deleted_when_nobody_has_them()
    {
        const string Roles = """
            identity: 1
            roles: [{ name: keeper, permissions: [clients.read, clients.write] }]
            clients: [{ client_id: robot, token_endpoint_auth_method: none, roles: [keeper, auditor] }]
            """;
        Assert.Equal(
            ["+ role keeper", "+ client robot", "~ client robot: roles + auditor", "~ client robot: roles + keeper"],
            await Server.ApplyAsync(Roles)
        );
        Assert.Empty(await Server.ApplyAsync(Roles, prunes: true));

        var held = await Server.TryApplyAsync("identity: 1\nroles: []", prunes: true);
        var problem = Assert.Single(Assert.IsType<Applied.Refused>(held).Problems);
        Assert.Equal("Somebody has the role 'keeper'. Take it from them first.", problem.Sentence);
        Assert.Equal(
            ["~ role keeper: permissions - clients.write", "~ client robot: roles - keeper"],
            await Server.ApplyAsync(
                Roles
                    .Replace(", clients.write]", "]", StringComparison.Ordinal)
                    .Replace("[keeper, auditor]", "[auditor]", StringComparison.Ordinal)
            )
        );
        Assert.Equal(["- role keeper"], await Server.ApplyAsync("identity: 1\nroles: []", prunes: true));
        Assert.Contains(
            await Server.AuditAsync(_begin),
            entry => entry.StartsWith("role-membership client:robot", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("roles: [{ name: owner, permissions: [] }]", "part of the server")]
    [InlineData("roles: [{ name: a, permissions: [users.raed] }]", "did you mean 'users.read'?")]
    public async Task A_role_that_cannot_be_is_refused_when_it_is_read(string yaml, string said)
    {
        var reading = await DeclarationReader.ReadAsync($"identity: 1\n{yaml}", ".", Ct);

        Assert.Contains(said, Assert.Single(reading.Problems).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apis: [{ audience: 'urn:identity:management' }]", "is part of the server")]
    [InlineData(
        "clients: [{ client_id: a, token_endpoint_auth_method: none, roles: [owner] }]",
        "An owner is a person"
    )]
    [InlineData(
        "clients: [{ client_id: a, token_endpoint_auth_method: none, roles: [auditr] }]",
        "did you mean 'auditor'?"
    )]
    public async Task What_is_the_servers_own_is_nobodys_to_declare(string yaml, string said)
    {
        var applied = await Server.TryApplyAsync($"identity: 1\n{yaml}");

        var problem = Assert.Single(Assert.IsType<Applied.Refused>(applied).Problems);
        Assert.Contains(said, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_apply_the_same_at_once_one_finds_it_done()
    {
        using var variables = new DeclaredServer.Variables(("DECLARED_SHOP_SECRET", Secret));

        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Server.ApplyAsync(Shop)));

        Assert.Single(told, lines => lines.Length == 3);
        Assert.Equal(7, told.Count(lines => lines.Length == 0));
    }

    [Fact]
    public async Task What_may_not_be_meant_is_noted()
    {
        var done = await Server.DoneAsync(
            """
            identity: 1
            apis: [{ audience: urn:orders, scopes: [{ name: orders }] }]
            clients: [{ client_id: shop, scope: openid order, audience: urn:order, grant_types: [client_credentials] }]
            """
        );

        Assert.Equal(
            [
                "The client shop has no secret yet: say where it is, or run `identity clients rotate-secret shop`.",
                "The client shop speaks for the API urn:order, which there is not.",
                "The client shop may ask for the scope 'order', which no API has; did you mean 'orders'?",
            ],
            done.Notes
        );
    }

    // Of which each client knows its own: as they are compared, and not read.
    private const string Hashes = """
        SELECT string_agg(client_id || encode(hash, 'hex') || (sealed IS NULL), ' ' ORDER BY client_id) FROM client_secrets
         WHERE client_id <> 'stranger'
        """;
}
