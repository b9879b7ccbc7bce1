using System.Net;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users.Throttling;

/// <summary>Passwords are counted before they are looked at: exactly, on every node, by one rule for all who come.</summary>
public sealed class PasswordAttemptsTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Guesser? _guesser;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Node => _node!;

    private Guesser Guesser => _guesser!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await StartAsync();
        _guesser = new Guesser(await _node.AddUserAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_hundred_guesses_at_once_on_two_nodes_five_are_looked_at(bool isKnown)
    {
        await using var other = await StartAsync();
        var guesser = isKnown ? Guesser : new Guesser("nobody@example.com");
        var source = Guesser.NewSource();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(number => guesser.WrongAsync(number % 2 == 0 ? Node : other, source))
        );

        Assert.Equal(5, outcomes.Count(outcome => outcome is SignInOutcome.Wrong));
        Assert.Equal(95, outcomes.Count(outcome => outcome is SignInOutcome.Throttled));
    }

    [Fact]
    public async Task An_address_without_an_account_is_counted_as_if_it_had_one()
    {
        var (known, unknown) = (Guesser, new Guesser("nobody@example.com"));
        var (one, other) = (Guesser.NewSource(), Guesser.NewSource());
        for (var guess = 0; guess < 20; guess++)
        {
            var (first, second) = (await known.WrongAsync(Node, one), await unknown.WrongAsync(Node, other));
            Assert.Equal(first.GetType(), second.GetType());
            Assert.Equal(WaitOf(first), WaitOf(second));
            _clock.Advance(TimeSpan.FromSeconds(40));
        }
    }

    [Theory]
    [InlineData("no address at all")]
    [InlineData("")]
    [InlineData("\ud800")]
    public async Task What_is_no_address_is_counted_too(string email) =>
        Assert.Equal(5, await new Guesser(email).ExhaustAsync(Node, Guesser.NewSource()));

    [Fact]
    public async Task Two_spellings_of_one_address_have_one_count()
    {
        var source = Guesser.NewSource();
        await new Guesser(Guesser.Email.ToUpperInvariant()).ExhaustAsync(Node, source);

        Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, source));
    }

    [Fact]
    public async Task The_right_password_is_not_looked_at_either_while_one_has_to_wait()
    {
        var source = Guesser.NewSource();
        await Guesser.ExhaustAsync(Node, source);

        var throttled = Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, source));

        Assert.Equal(TimeSpan.FromMinutes(1), throttled.RetryAfter);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, source));
    }

    [Fact]
    public async Task Each_wait_is_twice_as_long_up_to_an_hour_and_hammering_prolongs_none()
    {
        var source = Guesser.NewSource();
        Assert.Equal(5, await Guesser.ExhaustAsync(Node, source));
        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            var wait = WaitOf(await Guesser.WrongAsync(Node, source));
            Assert.Equal(TimeSpan.FromMinutes(minutes), wait);
            for (var hammering = 0; hammering < 10; hammering++)
            {
                _clock.Advance(wait!.Value / 10);
                if (hammering < 9)
                    Assert.NotNull(WaitOf(await Guesser.WrongAsync(Node, source)));
            }

            Assert.Equal(1, await Guesser.ExhaustAsync(Node, source));
        }
    }

    [Fact]
    public async Task After_an_hour_without_any_all_is_forgotten()
    {
        var source = Guesser.NewSource();
        await Guesser.ExhaustAsync(Node, source);

        _clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(5, await Guesser.ExhaustAsync(Node, source));
    }

    [Fact]
    public async Task Who_gets_it_right_begins_anew()
    {
        var source = Guesser.NewSource();
        for (var round = 0; round < 3; round++)
        {
            for (var guess = 0; guess < 4; guess++)
                Assert.IsType<SignInOutcome.Wrong>(await Guesser.WrongAsync(Node, source));
            Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, source));
        }
    }

    [Fact]
    public async Task Right_passwords_use_up_nothing()
    {
        var source = Guesser.NewSource();
        for (var times = 0; times < 150; times++)
            Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, source));

        Assert.Equal([0, 0], await Sql.ListAsync<int>(_database!.ConnectionString, "SELECT attempts FROM throttles"));
    }

    [Fact]
    public async Task A_source_that_guesses_at_everybody_has_to_wait_and_reaches_no_further_account()
    {
        await using var node = await StartAsync(("Throttling:AttemptsPerSource", "20"));
        var source = Guesser.NewSource();
        for (var victim = 0; victim < 20; victim++)
        {
            var outcome = await new Guesser($"victim{victim}@example.com").WrongAsync(node, source);
            Assert.IsType<SignInOutcome.Wrong>(outcome);
        }

        const string Counters = "SELECT count(*) FROM throttles";
        var before = await Sql.AskAsync<long>(_database!.ConnectionString, Counters);

        for (var hammering = 0; hammering < 100; hammering++)
            Assert.IsType<SignInOutcome.Throttled>(await Guesser.WrongAsync(node, source));

        Assert.Equal(before, await Sql.AskAsync<long>(_database!.ConnectionString, Counters));
        Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(node, Guesser.NewSource()));
    }

    [Fact]
    public async Task Successes_of_ones_own_in_between_win_a_guesser_nothing()
    {
        await using var node = await StartAsync(("Throttling:AttemptsPerSource", "20"));
        var (source, own) = (Guesser.NewSource(), new Guesser(await Node.AddUserAsync()));
        var looked = 0;
        for (var victim = 0; victim < 60; victim++)
        {
            await own.RightAsync(node, source);
            looked +=
                await new Guesser($"victim{victim}@example.com").WrongAsync(node, source) is SignInOutcome.Wrong
                    ? 1
                    : 0;
        }

        Assert.Equal(20, looked);
        Assert.IsType<SignInOutcome.Throttled>(await own.RightAsync(node, source));

        // Nor afterwards: each wait is still followed by one guess, and by a longer wait.
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SignInOutcome.Done>(await own.RightAsync(node, source));
        Assert.IsType<SignInOutcome.Wrong>(await new Guesser("another@example.com").WrongAsync(node, source));
        Assert.Equal(TimeSpan.FromMinutes(2), WaitOf(await own.RightAsync(node, source)));
    }

    [Fact]
    public async Task What_one_counter_refuses_is_no_attempt_at_another()
    {
        await using var node = await StartAsync(("Throttling:AttemptsPerSource", "20"));
        var source = Guesser.NewSource();
        await Guesser.ExhaustAsync(node, source);
        for (var hammering = 0; hammering < 100; hammering++)
            Assert.IsType<SignInOutcome.Throttled>(await Guesser.WrongAsync(node, source));

        var neighbour = new Guesser(await Node.AddUserAsync());
        Assert.IsType<SignInOutcome.Done>(await neighbour.RightAsync(node, source));
    }

    [Fact]
    public async Task Many_sources_together_close_an_account_for_minutes_and_not_for_long()
    {
        Assert.Equal(50, await AttackAsync());

        for (var round = 0; round < 10; round++)
        {
            var wait = WaitOf(await Guesser.WrongAsync(Node, Guesser.NewSource()));
            Assert.InRange(wait!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
            _clock.Advance(wait.Value);
            Assert.Equal(1, await AttackAsync());
        }
    }

    [Fact]
    public async Task A_device_its_owner_has_signed_in_with_passes_in_the_midst_of_an_attack()
    {
        var device = await RememberAsync(Guesser);
        var source = Guesser.NewSource();
        await Guesser.ExhaustAsync(Node, source);
        await AttackAsync();
        Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, Guesser.NewSource()));

        Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, source with { Device = device }));
    }

    [Fact]
    public async Task A_known_device_has_five_guesses_of_its_own_wherever_it_is()
    {
        var device = await RememberAsync(Guesser);
        var looked = 0;
        for (var guess = 0; guess < 20; guess++)
        {
            var source = Guesser.NewSource() with { Device = device };
            looked += await Guesser.WrongAsync(Node, source) is SignInOutcome.Wrong ? 1 : 0;
        }

        Assert.Equal(5, looked);
        Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, Guesser.NewSource()));
    }

    [Fact]
    public async Task A_device_is_known_to_its_own_account_alone()
    {
        var device = await RememberAsync(new Guesser(await Node.AddUserAsync()));
        await AttackAsync();

        foreach (var shown in (string[])[device, DeviceHandle.Create().Reveal(), "de_", ""])
        {
            var source = Guesser.NewSource() with { Device = shown };
            Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, source));
        }
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        var source = Guesser.NewSource();
        await Guesser.ExhaustAsync(Node, source);
        await _node!.DisposeAsync();
        _node = await StartAsync();

        Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, source));
    }

    [Fact]
    public async Task An_address_of_the_same_network_is_the_same_source()
    {
        var (one, neighbour, stranger) = (Of("2001:db8::1"), Of("2001:db8::ffff:1"), Of("2001:db8:0:1::1"));
        await Guesser.ExhaustAsync(Node, one);

        Assert.IsType<SignInOutcome.Throttled>(await Guesser.RightAsync(Node, neighbour));
        Assert.IsType<SignInOutcome.Done>(await Guesser.RightAsync(Node, stranger));
    }

    [Fact]
    public async Task The_table_names_nobody_and_is_purged_when_it_counts_from_nothing()
    {
        await Guesser.ExhaustAsync(Node, Guesser.NewSource());
        var rows = await Sql.ListAsync<string>(_database!.ConnectionString, "SELECT t::text FROM throttles t");
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.DoesNotContain("example", row, StringComparison.Ordinal));

        Assert.Equal(0, await Node.Get<AttemptCounters>().PurgeAsync(Ct));
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(3, await Node.Get<AttemptCounters>().PurgeAsync(Ct));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static Source Of(string address) => new(IPAddress.Parse(address), Device: null);

    private static TimeSpan? WaitOf(SignInOutcome outcome) => (outcome as SignInOutcome.Throttled)?.RetryAfter;

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        Nodes.StartAsync(_database!.ConnectionString, _clock, settings);

    /// <summary>Guesses from ever new sources until the account is closed.</summary>
    private async Task<int> AttackAsync()
    {
        var looked = 0;
        while (await Guesser.WrongAsync(Node, Guesser.NewSource()) is SignInOutcome.Wrong)
            looked++;
        return looked;
    }

    private async Task<string> RememberAsync(Guesser owner)
    {
        var person = await Node.Get<People>().FindActiveAsync(owner.Email, Ct);
        return (await Node.Get<KnownDevices>().RememberAsync(person!, handle: null, "Firefox", Ct)).Handle.Reveal();
    }
}
