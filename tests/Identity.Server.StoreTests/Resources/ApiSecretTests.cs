using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.StoreTests.Resources;

public sealed class ApiSecretTests(TestDatabases databases) : IAsyncLifetime
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private TestServer? _other;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _other = await Nodes.StartAsync(_database.ConnectionString, _clock);
        await Nodes.IsLiveAsync(_other);
    }

    [Fact]
    public async Task Tokens_of_the_old_secret_verify_until_it_is_over_and_the_new_one_signs()
    {
        var api = await _node!.AddApiAsync(JwsAlgorithm.HS256);
        var client = await _node!.AddClientAsync([api.Scope]);
        var old = await TokenAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var fresh = await RotateAsync(api.Audience);
        var token = await TokenAsync(client);

        using var newest = SigningKey.FromSecret(JwsAlgorithm.HS256, fresh);
        Assert.NotNull(CompactJws.Verify(token, new VerificationKeys(newest.Verification)));
        Assert.Null(CompactJws.Verify(old, new VerificationKeys(newest.Verification)));
        Assert.NotNull(await ReadAsync(_node!, old));
        Assert.NotNull(await ReadAsync(_node!, token));

        _clock.Advance(Overlap);
        Assert.Null(await ReadAsync(_node!, old));
        Assert.NotNull(await ReadAsync(_node!, token));
    }

    [Fact]
    public async Task A_secret_rotated_on_one_node_signs_on_the_other_within_a_second()
    {
        var api = await _node!.AddApiAsync(JwsAlgorithm.HS256);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await RotateAsync(api.Audience);

        await Eventually.TrueAsync(
            Eventually.ASecond,
            () => _other!.Get<ApiCatalog>().Find(api.Audience) is { Secrets.Length: 2 }
        );
        Assert.Equal(
            _node!.Get<ApiCatalog>().Find(api.Audience)!.SharedKey!.Verification.ToString(),
            _other!.Get<ApiCatalog>().Find(api.Audience)!.SharedKey!.Verification.ToString()
        );
    }

    [Fact]
    public async Task A_scope_asked_for_twice_at_once_belongs_to_one_API()
    {
        var outcomes = await Sql.RaceAsync(
            _database!.ConnectionString,
            "apis",
            waiting: 10,
            Enumerable
                .Range(0, 10)
                .Select(number =>
                    _node!
                        .Get<ApiRegistry>()
                        .CreateAsync(new NewApi { Audience = $"urn:race:{number}", Scopes = ["raced"] }, Ct)
                )
        );

        Assert.Single(outcomes, outcome => outcome is ApiRegistration.Done);
        Assert.Equal(9, outcomes.Count(outcome => outcome is ApiRegistration.Refused));
    }

    public async ValueTask DisposeAsync()
    {
        await _other!.DisposeAsync();
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private async Task<byte[]> RotateAsync(string audience)
    {
        var done = Assert.IsType<ApiRegistration.Done>(
            await _node!.Get<ApiRegistry>().RotateSecretAsync(audience, Overlap, Ct)
        );
        await _node!.Get<ApiCatalog>().ReloadAsync(Ct);
        return done.Secret!;
    }

    private async Task<string> TokenAsync(TestClient client) =>
        (await _node!.TokenAsync(client, ("grant_type", "client_credentials")))["access_token"]!;

    private static async Task<VerifiedAccessToken?> ReadAsync(TestServer node, string token) =>
        await node.Get<AccessTokenReader>().ReadAsync(token, Ct);
}
