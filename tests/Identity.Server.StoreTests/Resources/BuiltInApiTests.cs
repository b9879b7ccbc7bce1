using Identity.Jose;
using Identity.Server.Declarations;
using Identity.Server.Resources;
using Identity.Server.Resources.Declarations;
using Identity.Tests;

namespace Identity.Server.StoreTests.Resources;

/// <summary>The API of the server itself is there, and what it has to be.</summary>
public sealed class BuiltInApiTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Database => _database!.ConnectionString;

    public async ValueTask InitializeAsync() => _database = await databases.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database!.DisposeAsync();

    [Fact]
    public async Task Nodes_that_start_together_make_it_once()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Nodes.StartAsync(Database)));

        foreach (var node in nodes)
        {
            var api = node.Get<ApiCatalog>().Find(BuiltInApi.ManagementAudience)!;
            Assert.Equal((JwsAlgorithm.RS256, TokenProfile.AccessTokenJwt), (api.Algorithm, api.Profile));
            Assert.Equal(["identity.admin"], api.Scopes);
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_changes_it_and_what_was_altered_by_hand_is_put_right_at_the_next_start()
    {
        await using (var node = await Nodes.StartAsync(Database))
        {
            var asked = new NewApi { Audience = BuiltInApi.ManagementAudience, Profile = TokenProfile.Plain };
            var declared = new Declaration { Apis = [new DeclaredApi(asked)] };
            var terms = new ApplicationTerms(Prunes: false, IsDry: false);
            Assert.IsType<Applied.Refused>(await node.Get<DeclarationApplication>().ApplyAsync(declared, terms, Ct));
            Assert.IsType<ApiRegistration.Refused>(await node.Get<ApiRegistry>().CreateAsync(asked, Ct));
        }

        await Sql.ExecuteAsync(
            Database,
            $"""
            UPDATE apis SET algorithm = 'HS256', profile = 'Plain' WHERE audience = '{BuiltInApi.ManagementAudience}';
            DELETE FROM scopes WHERE name = 'identity.admin';
            INSERT INTO scopes (name, description, audience) VALUES ('more', 'more', '{BuiltInApi.ManagementAudience}')
            """
        );
        await using var again = await Nodes.StartAsync(Database);

        var api = again.Get<ApiCatalog>().Find(BuiltInApi.ManagementAudience)!;
        Assert.Equal((JwsAlgorithm.RS256, TokenProfile.AccessTokenJwt), (api.Algorithm, api.Profile));
        Assert.Equal(["identity.admin"], api.Scopes);
    }

    [Fact]
    public async Task A_scope_of_that_name_at_another_api_stops_the_start_with_a_sentence()
    {
        await Sql.ExecuteAsync(
            Database,
            """
            INSERT INTO apis (audience, name, algorithm, profile, subject, claims, created_at)
            VALUES ('urn:other', 'Other', 'RS256', 'AccessTokenJwt', 'Id', '{}', now());
            INSERT INTO scopes (name, description, audience) VALUES ('identity.admin', 'x', 'urn:other')
            """
        );

        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() => Nodes.StartAsync(Database));

        Assert.Contains("'urn:other'", stopped.Message, StringComparison.Ordinal);
    }
}
