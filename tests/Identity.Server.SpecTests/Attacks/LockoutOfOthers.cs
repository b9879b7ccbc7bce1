using System.Net;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class LockoutOfOthers(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _server;
    private Scene? _scene;
    private int _sources;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Scene Scene => _scene!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        var settings = new Dictionary<string, string?> { ["Proxies:Known"] = "127.0.0.1" };
        _server = await TestServer.StartAsync(_database.ConnectionString, Ct, settings, _clock);
        _scene = await Scene.SetAsync(_server);
    }

    [Fact]
    public async Task A_stranger_who_hammers_an_account_has_only_himself_to_wait()
    {
        for (var guess = 0; guess < 200; guess++)
            await SignInAsync("203.0.113.9", "wrong");

        Assert.Equal(429, (await SignInAsync("203.0.113.9", TestClients.Password)).Status);
        (await SignInAsync("192.0.2.1", TestClients.Password)).ShouldSucceed();
    }

    [Fact]
    public async Task A_thousand_strangers_close_an_account_to_strange_devices_for_five_minutes_at_most()
    {
        for (var round = 0; round < 5; round++)
        {
            await AttackAsync();
            var answer = await SignInAsync("192.0.2.1", TestClients.Password);

            Assert.Equal(429, answer.Status);
            Assert.True(answer.Response.Headers.RetryAfter!.Delta <= TimeSpan.FromMinutes(5));
            _clock.Advance(answer.Response.Headers.RetryAfter.Delta!.Value);
        }

        (await SignInAsync("192.0.2.1", TestClients.Password)).ShouldSucceed();
    }

    [Fact]
    public async Task In_the_midst_of_it_the_owners_own_browser_gets_in()
    {
        var person = (await _server!.Get<People>().FindActiveAsync(Scene.Email, Ct))!;
        var device = await _server!.Get<KnownDevices>().RememberAsync(person, handle: null, "Firefox", Ct);
        await AttackAsync();
        var signIn = _server!.Get<SignIn>();

        var strange = new Source(IPAddress.Parse("192.0.2.1"), DeviceHandle.Create().Reveal());
        Assert.IsType<SignInOutcome.Throttled>(
            await signIn.WithPasswordAsync(Scene.Email, TestClients.Password, strange, mustBeVerified: true, Ct)
        );
        var own = strange with { Device = device.Handle.Reveal() };
        Assert.IsType<SignInOutcome.Done>(
            await signIn.WithPasswordAsync(Scene.Email, TestClients.Password, own, mustBeVerified: true, Ct)
        );
    }

    [Fact]
    public async Task Nobody_else_is_shut_out_by_it()
    {
        var neighbour = Scene with { Email = await _server!.AddUserAsync() };
        await AttackAsync();

        (await SignInAsync("192.0.2.1", TestClients.Password, neighbour)).ShouldSucceed();
        (await Scene.ClientCredentialsAsync()).ShouldSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task AttackAsync()
    {
        for (var guess = 0; guess < 60; guess++)
            await SignInAsync($"198.51.{_sources / 250}.{++_sources % 250}", "wrong");
    }

    private async Task<TestAnswer> SignInAsync(string from, string password, Scene? scene = null)
    {
        var form = (scene ?? Scene).SignInForm.With("password", password);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        request.Headers.Authorization = TestClients.Basic(Scene.Client.Id, Scene.Client.Secret!);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        return await _server!.SendAsync(request);
    }
}
