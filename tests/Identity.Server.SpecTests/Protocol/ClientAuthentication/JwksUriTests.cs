using Identity.Jose;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientAuthentication;

/// <summary>The keys of clients that publish them, and change them as they like.</summary>
[Spec("OpenID Connect Core §10.1.1")]
public sealed class JwksUriTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly SigningKey _first = SigningKey.Create(JwsAlgorithm.ES256);
    private readonly SigningKey _second = SigningKey.Create(JwsAlgorithm.ES256);
    private volatile string _answer = "";
    private TestDatabase? _database;
    private TestServer? _server;
    private Origin? _origin;
    private Signer? _signer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _server = await TestServer.StartAsync(
            _database.ConnectionString,
            Ct,
            new Dictionary<string, string?> { ["Fetching:AllowLoopback"] = "true" }
        );
        _origin = Origin.Start(asking => asking.WriteAsync(_answer));
        Publish(_first);
        var signer = await Signer.WithKeyAsync(
            _server,
            with: metadata => metadata with { Jwks = null, JwksUri = _origin.Url("/keys") }
        );
        _signer = signer with { Key = _first };
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/jwk-set+json")]
    public async Task A_published_key_authenticates_and_is_fetched_once(string type)
    {
        Publish(type, _first);

        for (var i = 0; i < 3; i++)
            (await _signer!.TokenAsync()).ShouldSucceed();

        Assert.Equal(1, _origin!.Connections);
    }

    [Fact]
    public async Task A_new_key_is_known_as_soon_as_it_is_used()
    {
        (await _signer!.TokenAsync()).ShouldSucceed();
        Publish(_second);

        (await _signer.TokenAsync(_signer.Assertion(key: _second))).ShouldSucceed();
        (await _signer.TokenAsync()).ShouldRefuse("invalid_client", 401);
        (await _signer.TokenAsync(_signer.Assertion(key: _second))).ShouldSucceed();

        Assert.Equal(2, _origin!.Connections);
    }

    [Fact]
    public async Task Keys_that_do_not_exist_do_not_have_the_set_fetched_again_and_again()
    {
        for (var i = 0; i < 20; i++)
        {
            using var invented = SigningKey.Create(JwsAlgorithm.ES256);
            (await _signer!.TokenAsync(_signer.Assertion(key: invented))).ShouldRefuse("invalid_client", 401);
        }
        (await _signer!.TokenAsync()).ShouldSucceed();

        Assert.InRange(_origin!.Connections, 1, 2);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"keys\":[7}")]
    public async Task A_set_that_cannot_be_had_is_a_client_that_fails(string answer)
    {
        _answer = answer;

        var refused = await _signer!.TokenAsync();

        refused.ShouldRefuse("invalid_client", 401);
        Assert.Equal("Client authentication failed.", refused["error_description"]);
    }

    [Fact]
    public async Task A_hundred_requests_at_once_fetch_the_set_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _signer!.TokenAsync()));

        Assert.All(answers, answer => answer.ShouldSucceed());
        Assert.Equal(1, _origin!.Connections);
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        if (_origin is not null)
            await _origin.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private void Publish(params SigningKey[] keys) => Publish("application/json", keys);

    private void Publish(string type, params SigningKey[] keys) =>
        _answer = Origin.Ok(Signer.KeySet(keys).GetRawText(), type);
}
