using Identity.Jose;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.Server.StoreTests.Keys;

/// <summary>What an operator does with keys: rotate, retire, withdraw.</summary>
public sealed class KeyDeskTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private KeyDesk Desk => _node!.Get<KeyDesk>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
    }

    [Fact]
    public async Task The_list_says_when_each_key_is_followed_by_another()
    {
        var born = (await KeysAsync("RS256"))[0].ActiveAt;

        Assert.Equal(born.AddDays(90), (await KeysAsync("RS256"))[0].NextRotationAt);

        Assert.Equal(1, await Desk.RotateAsync(JwsAlgorithm.RS256, atOnce: false, Ct));
        var (old, next) = ((await KeysAsync("RS256"))[0], (await KeysAsync("RS256"))[1]);
        Assert.Equal((KeyState.Active, KeyState.Announced), (old.State, next.State));
        Assert.Equal(_clock.Now.AddMinutes(16), next.ActiveAt);
        Assert.Equal((next.ActiveAt, next.ActiveAt), (old.RetiredAt, old.NextRotationAt));
        Assert.Equal(next.ActiveAt.AddDays(90), next.NextRotationAt);
        Assert.Single(await KeysAsync("ES256"));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await KeysAsync("RS256"))[0].NextRotationAt);
        Assert.Contains(await Desk.ListAsync(Ct), key => key is { IsForEncryption: true, NextRotationAt: null });
    }

    [Fact]
    public async Task The_key_that_signs_is_retired_for_another_that_signs_at_once()
    {
        var active = (await KeysAsync("ES256"))[0];

        Assert.Equal(KeyOrder.Done, await Desk.RetireAsync(active.KeyId, Ct));

        Assert.Equal([KeyState.Retired, KeyState.Active], (await KeysAsync("ES256")).Select(key => key.State));
        Assert.NotEqual(active.KeyId, _node!.Get<SigningKeys>().Active(JwsAlgorithm.ES256).KeyId);
        Assert.Equal(KeyOrder.NotPossible, await Desk.RetireAsync(active.KeyId, Ct));
    }

    [Fact]
    public async Task What_does_not_sign_can_be_withdrawn_and_what_signs_cannot()
    {
        var first = (await KeysAsync("ES256"))[0];
        Assert.Equal(KeyOrder.NotPossible, await Desk.WithdrawAsync(first.KeyId, Ct));
        await Desk.RetireAsync(first.KeyId, Ct);
        await Desk.RotateAsync(JwsAlgorithm.ES256, atOnce: false, Ct);
        var announced = (await KeysAsync("ES256"))[^1];

        Assert.Equal(KeyOrder.Done, await Desk.WithdrawAsync(first.KeyId, Ct));
        Assert.Equal(KeyOrder.Done, await Desk.WithdrawAsync(announced.KeyId, Ct));

        var left = Assert.Single(await KeysAsync("ES256"));
        Assert.Equal(KeyState.Active, left.State);
        Assert.False(_node!.Get<SigningKeys>().Ring.Knows(first.KeyId));
    }

    [Fact]
    public async Task Keys_for_encryption_stay_and_what_is_no_key_is_none()
    {
        var encryption = (await Desk.ListAsync(Ct)).First(key => key.IsForEncryption).KeyId;

        Assert.Equal(KeyOrder.NotPossible, await Desk.RetireAsync(encryption, Ct));
        Assert.Equal(KeyOrder.NotPossible, await Desk.WithdrawAsync(encryption, Ct));
        Assert.Equal(KeyOrder.NoSuchKey, await Desk.RetireAsync("no-such-key", Ct));
        Assert.Equal(KeyOrder.NoSuchKey, await Desk.WithdrawAsync("no-such-key", Ct));
        Assert.Equal(0, await Desk.RotateAsync(JwsAlgorithm.PS512, atOnce: true, Ct));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task<List<ListedKey>> KeysAsync(string algorithm) =>
        [.. (await Desk.ListAsync(Ct)).Where(key => key.Algorithm == algorithm)];
}
