using System.Buffers.Text;
using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

public sealed class RefreshTokensTests(TestDatabases databases) : IAsyncLifetime
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Life = TimeSpan.FromHours(5);

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Grants? _grants;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _grants = await Grants.CreateAsync(_node, new ClientLifetimes(null, Idle, Life));
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task Each_rotation_gives_another_token_and_ends_the_one_before()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var second = await _grants.NextAsync(first);

        Assert.NotEqual(first, second);
        Assert.Null(await _grants.DescribeAsync(first));
        Assert.NotNull(await _grants.DescribeAsync(second));
    }

    [Fact, Spec("RFC 6749 §10.4")]
    public async Task No_token_is_stored_as_it_is()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var second = await _grants.NextAsync(first);

        var rows = await Sql.ListAsync<string>(_database!.ConnectionString, "SELECT f::text FROM refresh_families f");

        Assert.NotEmpty(rows);
        foreach (var token in (string[])[first, second])
        {
            var secret = Base64Url.DecodeFromChars(token.AsSpan("rt_".Length)).AsSpan(^32..);
            Assert.All(rows, row => Assert.DoesNotContain(token, row, StringComparison.Ordinal));
            var hex = Convert.ToHexStringLower(secret);
            Assert.All(rows, row => Assert.DoesNotContain(hex, row, StringComparison.Ordinal));
        }
    }

    [Fact, Spec("OpenID Connect Core §12.2")]
    public async Task A_family_remembers_the_sign_in_but_for_its_nonce()
    {
        var context = new SignInContext
        {
            SessionId = Guid.CreateVersion7(),
            Nonce = "once",
            Acr = "pwd",
            Amr = ["pwd", "otp"],
            Claims = "{}",
        };
        var first = (await _grants!.StartAsync(context: context)).RefreshToken;
        var begun = _clock.Now;
        _clock.Advance(TimeSpan.FromMinutes(5));

        var second = Assert.IsType<Rotation.Done>(await _grants.RotateAsync(first));
        var third = Assert.IsType<Rotation.Done>(await _grants.RotateAsync(second.Family.RefreshToken));

        Assert.All(
            (Rotation.Done[])[second, third],
            done =>
            {
                Assert.Equal(context with { Nonce = null, Amr = null }, done.Context! with { Amr = null });
                Assert.Equal(context.Amr, done.Context.Amr);
                Assert.Equal(begun, done.AuthTime, TimeSpan.FromMilliseconds(1));
            }
        );
        Assert.Null(Assert.IsType<Rotation.Done>(await RotateNewAsync()).Context);

        async Task<Rotation> RotateNewAsync() => await _grants.RotateAsync((await _grants.StartAsync()).RefreshToken);
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_spent_token_within_the_grace_gets_the_same_successor()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var second = await _grants.NextAsync(first);

        _clock.Advance(Grace - TimeSpan.FromMilliseconds(1));

        Assert.Equal(second, await _grants.NextAsync(first));
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_spent_token_after_the_grace_ends_the_family()
    {
        var family = await _grants!.StartAsync();
        var second = await _grants.NextAsync(family.RefreshToken);

        _clock.Advance(Grace);

        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(family.RefreshToken));
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(second));
        Assert.Equal(1L, await DeniedAsync(family.Id));
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task A_token_two_rotations_old_ends_the_family_even_within_the_grace()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var third = await _grants.NextAsync(await _grants.NextAsync(first));

        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(first));
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(third));
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task The_end_of_a_family_outlives_a_restart()
    {
        var family = await _grants!.StartAsync();
        var second = await _grants.NextAsync(family.RefreshToken);
        await _node!.DisposeAsync();
        _node = await Nodes.StartAsync(_database!.ConnectionString, _clock);
        var after = _grants.On(_node);
        var third = await after.NextAsync(second);

        Assert.IsType<Rotation.Refused>(await after.RotateAsync(family.RefreshToken));
        Assert.IsType<Rotation.Refused>(await after.RotateAsync(third));
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task A_token_of_another_client_is_refused_and_stays_good()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;
        var other = _grants.Of((await Grants.CreateAsync(_node!)).Client);

        Assert.IsType<Rotation.Refused>(await other.RotateAsync(token));
        Assert.False(await other.RevokeAsync(token));
        Assert.Null(await other.DescribeAsync(token));

        await _grants.NextAsync(token);
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task Asking_for_more_scope_than_was_granted_leaves_the_token_good()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;

        Assert.IsType<Rotation.ScopeWidened>(await _grants.RotateAsync(token, ScopeSet.Of("openid", "email")));

        await _grants.NextAsync(token);
    }

    [Fact]
    public async Task A_new_password_ends_what_began_before_it_also_a_sign_in_that_was_under_way()
    {
        var before = (await _grants!.StartAsync()).RefreshToken;
        await _grants.SetPasswordAsync();
        var late = (await _grants.StartAsync()).RefreshToken;

        foreach (var token in new[] { before, late })
        {
            var refused = Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(token));
            Assert.Equal("the refresh family is revoked", refused.Reason);
            Assert.Null(await _grants.DescribeAsync(token));
        }

        await _grants.NextAsync((await _grants.StartAsync(epoch: 1)).RefreshToken);
    }

    [Fact]
    public async Task A_token_that_lies_idle_too_long_is_dead_and_each_rotation_starts_anew()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;
        _clock.Advance(Idle - TimeSpan.FromSeconds(1));
        token = await _grants.NextAsync(token);
        _clock.Advance(Idle - TimeSpan.FromSeconds(1));
        token = await _grants.NextAsync(token);

        _clock.Advance(Idle);
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(token));
        Assert.Null(await _grants.DescribeAsync(token));
    }

    [Fact]
    public async Task A_family_ends_after_its_whole_life_however_often_it_rotates()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;
        for (var step = TimeSpan.Zero; step + (Idle / 2) < Life; step += Idle / 2)
        {
            token = await _grants.NextAsync(token);
            _clock.Advance(Idle / 2);
        }
        token = await _grants.NextAsync(token);
        Assert.Equal(_clock.GetUtcNow() + (Idle / 2), (await _grants.DescribeAsync(token))!.ExpiresAt);

        _clock.Advance(Idle / 2);
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(token));
    }

    [Fact]
    public async Task While_an_account_is_suspended_its_tokens_are_refused()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;
        await _grants.SuspendAsync(true);

        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(token));
        Assert.Null(await _grants.DescribeAsync(token));

        await _grants.SuspendAsync(false);
        await _grants.NextAsync(token);
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task Revoking_the_present_or_the_previous_token_ends_the_family_once()
    {
        var first = await _grants!.StartAsync();
        var second = await _grants.NextAsync(first.RefreshToken);
        Assert.True(await _grants.RevokeAsync(first.RefreshToken));
        Assert.False(await _grants.RevokeAsync(second));
        Assert.Equal(1L, await DeniedAsync(first.Id));
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(second));
    }

    [Fact]
    public async Task Revoking_all_of_a_person_ends_theirs_and_nobody_elses()
    {
        var mine = new[] { await _grants!.StartAsync(), await _grants.StartAsync(), await _grants.StartAsync() };
        var others = await Grants.CreateAsync(_node!);
        var theirs = (await others.StartAsync()).RefreshToken;

        Assert.Equal(3, await _node!.Get<RefreshFamilies>().RevokeAllAsync(_grants.Subject, Ct));
        Assert.Equal(0, await _node!.Get<RefreshFamilies>().RevokeAllAsync(_grants.Subject, Ct));

        foreach (var family in mine)
            Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(family.RefreshToken));
        await others.NextAsync(theirs);
    }

    [Fact]
    public async Task Purging_deletes_what_is_over_in_batches_and_nothing_else()
    {
        var alive = (await _grants!.StartAsync()).RefreshToken;
        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            $"""
            INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, scopes, auth_time, created_at,
                                          rotated_at, idle_until, expires_at, purge_on)
            SELECT gen_random_uuid(), gen_random_uuid(), sha256('x'), client_id, subject, scopes, auth_time, created_at,
                   rotated_at, idle_until, expires_at, DATE '{_clock.GetUtcNow():yyyy-MM-dd}' + CASE WHEN n <= 12000 THEN -1 ELSE 0 END
              FROM refresh_families, generate_series(1, 12500) AS n
            """
        );

        Assert.Equal(12_000, await _node!.Get<TokenKeeping>().PurgeAsync(Ct));
        Assert.Equal(0, await _node!.Get<TokenKeeping>().PurgeAsync(Ct));

        await _grants.NextAsync(alive);
        Assert.Equal(
            501L,
            await Sql.AskAsync<long>(_database!.ConnectionString, "SELECT count(*) FROM refresh_families")
        );
    }

    [Fact]
    public async Task What_is_purged_has_been_over_for_a_day()
    {
        var token = (await _grants!.StartAsync()).RefreshToken;
        token = await _grants.NextAsync(token);
        _clock.Advance(Idle + TimeSpan.FromDays(1));
        Assert.Equal(0, await _node!.Get<TokenKeeping>().PurgeAsync(Ct));

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await _node!.Get<TokenKeeping>().PurgeAsync(Ct));
        Assert.IsType<Rotation.Refused>(await _grants.RotateAsync(token));
    }

    public async ValueTask DisposeAsync()
    {
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private Task<long> DeniedAsync(Guid family) =>
        Sql.AskAsync<long>(_database!.ConnectionString, $"SELECT count(*) FROM deny_list WHERE id = '{family}'");
}
