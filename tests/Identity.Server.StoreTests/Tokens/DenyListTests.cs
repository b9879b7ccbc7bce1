using System.Diagnostics;
using Identity.Server.Database;
using Identity.Server.Tokens;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Tokens;

public sealed class DenyListTests(TestDatabases databases) : IAsyncLifetime
{
    // Noon, on the millisecond: what a jti can say.
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _a;
    private TestServer? _b;
    private TestClient? _client;
    private string _email = "";
    private string _scope = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _a = await Nodes.StartAsync(_database.ConnectionString, _clock);
        (_, _scope, _) = await _a.AddApiAsync();
        _client = await _a.AddClientAsync([_scope, "offline_access"]);
        _email = await _a.AddUserAsync();
        _b = await Nodes.StartAsync(_database.ConnectionString, _clock);
        await Nodes.IsLiveAsync(_a);
        await Nodes.IsLiveAsync(_b);
    }

    [Fact, Spec("RFC 7009 §2")]
    public async Task A_token_revoked_on_one_node_is_over_there_at_once_and_on_the_other_within_a_second()
    {
        var (token, other) = (await IssueAsync(), await IssueAsync());

        await _a!.Get<TokenRevocation>().RevokeAsync(await ReadAsync(_a!, token), Ct);

        Assert.True(await IsDeniedAsync(_a!, token));
        var started = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(Eventually.ASecond, () => IsDeniedAsync(_b!, token));
        TestContext.Current.SendDiagnosticMessage(
            $"heard after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms"
        );
        Assert.False(await IsDeniedAsync(_a!, other));
        Assert.False(await IsDeniedAsync(_b!, other));
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task The_access_tokens_of_a_family_are_over_on_every_node_within_a_second_of_its_end()
    {
        var signIn = await _a!.SignInAsync(_client!, _email, $"{_scope} offline_access");
        var token = signIn["access_token"]!;
        var apart = await IssueAsync();
        Assert.False(await IsDeniedAsync(_b!, token));

        await _a!.PostAsync("/connect/revoke", _client, ("token", signIn["refresh_token"]!));

        await Eventually.TrueAsync(Eventually.ASecond, () => IsDeniedAsync(_a!, token));
        await Eventually.TrueAsync(Eventually.ASecond, () => IsDeniedAsync(_b!, token));
        Assert.False(await IsDeniedAsync(_b!, apart));
    }

    [Fact]
    public async Task What_ends_everything_of_a_person_ends_nothing_issued_a_millisecond_later()
    {
        var before = await IssueAsync();
        // Past the middle of the millisecond, where rounding would go wrong.
        _clock.Advance(TimeSpan.FromMicroseconds(700));
        await RevokeAllAsync();
        _clock.Advance(TimeSpan.FromMicroseconds(300));
        var after = await IssueAsync();

        Assert.True(await IsDeniedAsync(_a!, before));
        Assert.False(await IsDeniedAsync(_a!, after));
        await Eventually.TrueAsync(Eventually.ASecond, () => IsDeniedAsync(_b!, before));
        Assert.False(await IsDeniedAsync(_b!, after));
        await StopListeningAsync(_b!);
        Assert.True(await IsDeniedAsync(_b!, before));
        Assert.False(await IsDeniedAsync(_b!, after));
    }

    [Fact]
    public async Task A_restart_keeps_the_list()
    {
        var token = await IssueAsync();
        await _a!.Get<TokenRevocation>().RevokeAsync(await ReadAsync(_a!, token), Ct);

        await using var restarted = await Nodes.StartAsync(_database!.ConnectionString, _clock);

        Assert.True(await IsDeniedAsync(restarted, token));
        await Nodes.IsLiveAsync(restarted);
        Assert.True(await IsDeniedAsync(restarted, token));
    }

    [Fact]
    public async Task A_node_that_cannot_hear_asks_the_database()
    {
        var token = await IssueAsync();
        await StopListeningAsync(_b!);

        await _a!.Get<TokenRevocation>().RevokeAsync(await ReadAsync(_a!, token), Ct);

        Assert.True(await IsDeniedAsync(_b!, token));
        Assert.False(await IsDeniedAsync(_b!, await IssueAsync()));
    }

    [Fact]
    public async Task A_node_that_can_neither_hear_nor_ask_does_not_vouch()
    {
        var token = await IssueAsync();
        await StopListeningAsync(_b!);
        await Sql.ExecuteAsync(_database!.ConnectionString, "ALTER TABLE deny_list RENAME TO gone");

        await Assert.ThrowsAsync<PostgresException>(() => IsDeniedAsync(_b!, token));
    }

    [Fact]
    public async Task An_entry_that_has_expired_counts_no_more()
    {
        var token = await ReadAsync(_a!, await IssueAsync());
        await _a!
            .Get<DenyList>()
            .DenyAsync([token.OwnKey], token.IssuedAt, _clock.GetUtcNow() + TimeSpan.FromMinutes(1), Ct);
        await StopListeningAsync(_a!);
        Assert.True(await _a!.Get<DenyList>().IsDeniedAsync(token, Ct));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await _a!.Get<DenyList>().IsDeniedAsync(token, Ct));
    }

    [Fact]
    public async Task Ending_the_same_twice_keeps_the_later_end()
    {
        var first = await IssueAsync();
        await RevokeAllAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await IssueAsync();
        await RevokeAllAsync();

        foreach (var node in new[] { _a!, _b! })
        {
            await Eventually.TrueAsync(Eventually.ASecond, () => IsDeniedAsync(node, second));
            Assert.True(await IsDeniedAsync(node, first));
        }
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await IsDeniedAsync(_a!, await IssueAsync()));
    }

    [Fact]
    public async Task Ten_thousand_revocations_take_seconds_and_not_minutes()
    {
        var expiresAt = _clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < 100; batch++)
        {
            var ids = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
            await _a!.Get<DenyList>().DenyAsync(ids, expiresAt, expiresAt, Ct);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"10,000 revocations in {elapsed.TotalMilliseconds:0} ms");
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"{elapsed}");
    }

    public async ValueTask DisposeAsync()
    {
        await _a!.DisposeAsync();
        await _b!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private async Task<string> IssueAsync() => (await _a!.SignInAsync(_client!, _email, _scope))["access_token"]!;

    private async Task RevokeAllAsync()
    {
        var id = await Sql.AskAsync<Guid>(
            _database!.ConnectionString,
            $"SELECT id FROM users WHERE email = '{_email}'"
        );
        await _a!.Get<TokenRevocation>().RevokeAllAsync(id, _email, Ct);
    }

    private static Task StopListeningAsync(TestServer node) => node.Get<Notifications>().StopAsync(Ct);

    private static async Task<VerifiedAccessToken> ReadAsync(TestServer node, string token) =>
        Assert.IsType<VerifiedAccessToken>(await node.Get<AccessTokenReader>().ReadAsync(token, Ct));

    private static async Task<bool> IsDeniedAsync(TestServer node, string token) =>
        await node.Get<DenyList>().IsDeniedAsync(await ReadAsync(node, token), Ct);
}
