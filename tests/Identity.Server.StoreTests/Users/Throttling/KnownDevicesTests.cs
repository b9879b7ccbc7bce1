using Identity.Server.Mail;
using Identity.Server.Mail.Letters.NewSignIn;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Users.Throttling;

public sealed class KnownDevicesTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Letters = "SELECT count(*) FROM letters WHERE kind = 'new_sign_in'";

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Person? _person;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private KnownDevices Devices => _node!.Get<KnownDevices>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _person = await _node.Get<People>().FindActiveAsync(await _node.AddUserAsync(), Ct);
    }

    [Fact]
    public async Task A_browser_is_new_once()
    {
        var first = await RememberAsync(null);
        var again = await RememberAsync(first.Handle.Reveal());

        Assert.True(first.IsNew);
        Assert.False(again.IsNew);
        Assert.Equal(first.Handle.Reveal(), again.Handle.Reveal());
        Assert.True(await Devices.IsKnownAsync(_person!.Email, first.Handle, Ct));
        Assert.False(await Devices.IsKnownAsync("nobody@example.com", first.Handle, Ct));
        Assert.False(await Devices.IsKnownAsync(_person!.Email, DeviceHandle.Create(), Ct));
    }

    [Fact]
    public async Task What_is_no_handle_is_replaced_by_one()
    {
        var device = await RememberAsync("de_whatever");

        Assert.True(device.IsNew);
        Assert.Matches("^de_[A-Za-z0-9_-]{43}$", device.Handle.Reveal());
    }

    [Fact]
    public async Task A_browser_that_two_people_use_is_known_to_both()
    {
        var other = await _node!.Get<People>().FindActiveAsync(await _node.AddUserAsync(), Ct);
        var handle = (await RememberAsync(null)).Handle.Reveal();

        var shared = await Devices.RememberAsync(other!, handle, "Firefox", Ct);

        Assert.True(shared.IsNew);
        Assert.Equal(handle, shared.Handle.Reveal());
        Assert.False((await RememberAsync(handle)).IsNew);
    }

    [Fact]
    public async Task The_owner_is_told_of_a_new_browser_but_not_of_the_first()
    {
        var first = (await RememberAsync(null)).Handle.Reveal();
        await RememberAsync(first);
        Assert.Equal(0L, await AskAsync<long>(Letters));

        await RememberAsync(null);

        Assert.Equal(1L, await AskAsync<long>(Letters));
        Assert.Equal(_person!.Email, await AskAsync<string>("SELECT recipient FROM letters"));
    }

    [Fact]
    public async Task The_letter_names_the_browser_and_the_time_and_goes_to_nobody_without_an_account()
    {
        var writer = Assert.Single(_node!.Services.GetServices<ILetterWriter>(), one => one.Kind == "new_sign_in");
        var about = NewSignInWriter.About("Firefox on Windows", _clock.Now);
        var letter = new QueuedLetter(
            Guid.CreateVersion7(_clock.Now),
            _clock.Now,
            "new_sign_in",
            _person!.Email,
            about
        );

        var written = await writer.WriteAsync(letter, Ct);

        var content = Assert.IsType<NewSignInLetter>(written!.Content);
        Assert.Equal((_person.Email, "Firefox on Windows", _clock.Now), (written.To, content.Device, content.At));
        Assert.Null(await writer.WriteAsync(letter with { Recipient = "nobody@example.com" }, Ct));
    }

    [Fact]
    public async Task Twenty_sign_ins_at_once_in_one_new_browser_are_one_new_browser()
    {
        await RememberAsync(null);
        var handle = DeviceHandle.Create().Reveal();

        var devices = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RememberAsync(handle)));

        Assert.Single(devices, device => device.IsNew);
        Assert.Equal(1L, await AskAsync<long>(Letters));
    }

    [Fact]
    public async Task An_account_that_was_deleted_meanwhile_has_no_browser()
    {
        await Sql.ExecuteAsync(_database!.ConnectionString, "DELETE FROM users");

        await RememberAsync(null);

        Assert.Equal(0L, await AskAsync<long>("SELECT count(*) FROM known_devices"));
    }

    [Fact]
    public async Task After_half_a_year_it_is_forgotten()
    {
        var (unused, used) = ((await RememberAsync(null)).Handle, (await RememberAsync(null)).Handle);
        _clock.Advance(TimeSpan.FromDays(100));
        await RememberAsync(used.Reveal());
        _clock.Advance(TimeSpan.FromDays(81));

        Assert.False(await Devices.IsKnownAsync(_person!.Email, unused, Ct));
        Assert.True(await Devices.IsKnownAsync(_person!.Email, used, Ct));
        Assert.Equal(1, await Devices.PurgeAsync(Ct));
        Assert.Equal(1L, await AskAsync<long>("SELECT count(*) FROM known_devices"));
    }

    [Fact]
    public async Task The_database_does_not_hold_the_handle()
    {
        var handle = (await RememberAsync(null)).Handle;

        Assert.Equal(handle.Hash, await AskAsync<byte[]>("SELECT hash FROM known_devices"));
        Assert.DoesNotContain(handle.Reveal()[3..], await AskAsync<string>("SELECT d::text FROM known_devices d"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private Task<KnownDevice> RememberAsync(string? handle) =>
        Devices.RememberAsync(_person!, handle, "Firefox on Windows", Ct);

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(_database!.ConnectionString, sql);
}
