using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Server.Keys;
using Identity.Tests;
using Microsoft.Extensions.Options;

namespace Identity.EndToEnd.Clients;

/// <summary>An API that checks tokens with npm's jose and its own cache of our key set, while the keys change under it.</summary>
public sealed class KeyRotationTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    // jose waits this long after reading the key set before it reads it again for a key it does not know.
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_announced_key_never_fails_a_token()
    {
        await using var room = await Room.StartAsync(database);
        var wait = room.Server.Get<IOptions<KeyOptions>>().Value.CacheFor;
        var first = await room.VerifyAsync(await room.IssueAsync());

        await room.Server.Get<SigningKeys>().RotateAsync(wait, Ct);

        var names = new HashSet<string> { KeyOf(first) };
        var until = room.Clock.Now + wait + wait;
        while (room.Clock.Now < until)
        {
            await room.AdvanceAsync(Step);
            names.Add(KeyOf(await room.VerifyAsync(await room.IssueAsync())));
        }
        Assert.Equal(2, names.Count);
        // It had read the new key before that signed anything: no request waited for a second look.
        Assert.InRange(await room.FetchesAsync(), 2, 4);
    }

    [Fact]
    public async Task A_key_that_signs_at_once_fails_only_until_the_cache_may_look_again()
    {
        await using var room = await Room.StartAsync(database);
        var old = await room.IssueAsync();
        Assert.Null((await room.VerifyAsync(old)).Error);

        await room.Server.Get<SigningKeys>().RotateAsync(TimeSpan.Zero, Ct);
        var fresh = await room.IssueAsync();

        Assert.Equal("ERR_JWKS_NO_MATCHING_KEY", (await room.VerifyAsync(fresh)).Error);
        Assert.Null((await room.VerifyAsync(old)).Error);
        await room.AdvanceAsync(Cooldown);
        Assert.Null((await room.VerifyAsync(fresh)).Error);
        Assert.Null((await room.VerifyAsync(old)).Error);
        Assert.Equal(2, await room.FetchesAsync());
    }

    private static string KeyOf(Reply verified) => verified.Value.GetProperty("header").GetProperty("kid").GetString()!;

    /// <summary>A server and jose on one clock that only the test moves.</summary>
    private sealed class Room(TestServer server, ManualClock clock, Script jose) : IAsyncDisposable
    {
        private string _audience = "";
        private string _scope = "";
        private TestClient? _client;

        public TestServer Server => server;

        public ManualClock Clock => clock;

        public static async Task<Room> StartAsync(ClassDatabase database)
        {
            var jose = await Script.NodeAsync("jose.mjs");
            var clock = new ManualClock(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
            var room = new Room(await TestServer.StartAsync(database.ConnectionString, Ct, clock: clock), clock, jose);
            (room._audience, room._scope, _) = await room.Server.AddApiAsync();
            room._client = await room.Server.AddClientAsync([room._scope]);
            await room.AdvanceAsync(TimeSpan.Zero);
            await jose.AskAsync("remote", new JsonObject { ["url"] = $"{room.Server.Issuer}/.well-known/jwks.json" });
            return room;
        }

        public async Task AdvanceAsync(TimeSpan by)
        {
            clock.Advance(by);
            await jose.AskAsync("clock", new JsonObject { ["now"] = clock.Now.ToUnixTimeMilliseconds() });
        }

        public async Task<string> IssueAsync() =>
            (await server.TokenAsync(_client!, ("grant_type", "client_credentials"), ("scope", _scope)))[
                "access_token"
            ]!;

        public Task<Reply> VerifyAsync(string token) =>
            jose.AskAsync(
                "verify",
                new JsonObject
                {
                    ["token"] = token,
                    ["issuer"] = server.Issuer,
                    ["audience"] = _audience,
                    ["typ"] = "at+jwt",
                }
            );

        public async Task<int> FetchesAsync() => (await jose.AskAsync("fetches")).Value.GetInt32();

        public async ValueTask DisposeAsync()
        {
            await jose.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
