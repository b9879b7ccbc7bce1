using Identity.Jose;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.RequestObjects;

/// <summary>Signed requests that lie at an address which their client has registered.</summary>
[Spec("OpenID Connect Core §6.2")]
public sealed class RequestUriTests(TestDatabases databases) : IAsyncLifetime
{
    private volatile string _answer = "";
    private TestDatabase? _database;
    private TestServer? _server;
    private Origin? _origin;
    private SigningApp? _app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        var settings = new Dictionary<string, string?> { ["Fetching:AllowLoopback"] = "true" };
        _server = await TestServer.StartAsync(_database.ConnectionString, Ct, settings);
        _origin = Origin.Start(asking => asking.WriteAsync(_answer));
        _app = await SigningApp.RegisterAsync(
            _server,
            with: metadata => metadata with { RequestUris = [_origin.Url("/request?1"), _origin.Url("/hashed#abc")] }
        );
        Publish(_app.Object());
    }

    public async ValueTask DisposeAsync()
    {
        await _origin!.DisposeAsync();
        await _server!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Theory]
    [Spec("RFC 9101 §5.2"), Spec("OpenID Connect Core §6.2.3"), Spec("OpenID Connect Core §15.2")]
    [Spec("RFC 9101 §5.2.3")]
    [InlineData("/request?1", "application/oauth-authz-req+jwt")]
    [InlineData("/request?1#uBX8NHKcG", "application/jwt")]
    [InlineData("/hashed", "text/plain")]
    [InlineData("/hashed#another", "application/jose")]
    public async Task It_is_fetched_and_answered(string path, string type)
    {
        Publish(_app!.Object() + "\n", type);

        var answer = await TravelAsync(path, isForetold: false);

        Assert.Equal(App.State, answer["state"]);
        Assert.Equal(200, (await _app.App.RedeemAsync(answer["code"]!)).Status);
        Assert.Equal(1, _origin!.Connections);
        Assert.DoesNotContain("#", _origin.Asked.Single().Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9101 §6.3")]
    public async Task What_lies_there_now_counts()
    {
        await TravelAsync("/hashed#1");
        Publish(_app!.Object(claims => claims["state"] = "changed"));

        Assert.Equal("changed", (await TravelAsync("/hashed#1"))["state"]);
    }

    [Theory, Spec("RFC 9101 §10.4.1"), Spec("RFC 9101 §5.2"), Spec("OpenID Connect Dynamic Client Registration §2")]
    [InlineData("/request")]
    [InlineData("/request?2")]
    [InlineData("/request?1&more")]
    [InlineData("/Hashed")]
    [InlineData("/hashed?")]
    public async Task What_is_not_registered_is_not_asked(string path)
    {
        var answer = await TravelAsync(path);

        Assert.Equal("invalid_request_uri", answer["error"]);
        Assert.Equal(0, _origin!.Connections);
    }

    [Theory, Spec("RFC 9101 §7"), Spec("RFC 9110 §15.4")]
    [InlineData("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\nContent-Length: 40000\r\n\r\nab")]
    public async Task What_cannot_be_had_is_an_error_of_its_own(string answer)
    {
        _answer = answer;

        Assert.Equal("invalid_request_uri", (await TravelAsync("/request?1"))["error"]);
    }

    [Fact, Spec("OpenID Connect Core §6.3")]
    public async Task It_is_checked_as_any_other()
    {
        using var other = SigningKey.Create(JwsAlgorithm.ES256);
        Publish(_app!.Object(key: other));

        Assert.Equal("invalid_request_object", (await TravelAsync("/request?1"))["error"]);
    }

    [Fact, Spec("RFC 9126 §2.1")]
    public async Task It_cannot_be_pushed()
    {
        (await _app!.PushAsync(("request_uri", _origin!.Url("/request?1")))).ShouldRefuse("invalid_request");

        Assert.Equal(0, _origin.Connections);
    }

    private Task<AppAnswer> TravelAsync(string path, bool isForetold = true) =>
        _app!.TravelAsync(_app.AddressOf(("request_uri", _origin!.Url(path)), _app.OuterAddress), isForetold);

    private void Publish(string requestObject, string type = "application/jwt") =>
        _answer = Origin.Ok(requestObject, type);
}
