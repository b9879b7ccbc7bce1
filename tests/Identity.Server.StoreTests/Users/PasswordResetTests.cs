using Identity.Server.Mail;
using Identity.Server.Mail.Letters.PasswordChanged;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

public sealed class PasswordResetTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Email = "ann@example.com";
    private const string NewPassword = "a password never used before";

    // Indexes are written in the order of their making: this one comes first, and takes its time.
    private const string LongBetweenLookingAndWriting = """
        CREATE FUNCTION slowly(bytea) RETURNS bytea IMMUTABLE LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_sleep(0.1); RETURN $1; END';
        CREATE INDEX ON single_use_tokens (slowly(hash));
        ALTER TABLE single_use_tokens DROP CONSTRAINT pk_single_use_tokens, ADD PRIMARY KEY (user_id, purpose);
        DROP INDEX ix_single_use_tokens_hash;
        CREATE UNIQUE INDEX ON single_use_tokens (hash);
        """;

    private static readonly PasswordPolicy Policy = new();

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PasswordResets Resets => _node!.Get<PasswordResets>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        await _node.AddUserAsync(user => user with { Email = Email });
    }

    public async ValueTask DisposeAsync()
    {
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task The_letter_lets_its_reader_choose_a_new_password_and_the_owner_is_told()
    {
        var token = await AskAsync();

        Assert.Equal(Email, (await Resets.FindAsync(token, Ct))!.Email);
        var done = Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(token));

        Assert.Equal(1, done.Person.Epoch);
        Assert.IsType<SignInOutcome.Wrong>(await SignInAsync(TestClients.Password));
        Assert.IsType<SignInOutcome.Done>(await SignInAsync(NewPassword));
        var told = await _node!.NewestAsync(_database!.ConnectionString, PasswordChangedWriter.Name, Email);
        Assert.Equal(_clock.Now, Assert.IsType<PasswordChangedLetter>(told!.Content).At);
    }

    [Fact]
    public async Task Of_a_hundred_parallel_uses_of_one_link_one_succeeds()
    {
        var token = await AskAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(number => Resets.ResetAsync(token, $"{NewPassword} {number}", Policy, Ct))
        );

        Assert.Single(outcomes, outcome => outcome is PasswordResetOutcome.Done);
        Assert.Single(await Post.QueuedAsync(_database!.ConnectionString, PasswordChangedWriter.Name, Email));
        Assert.Equal(1, await Sql.AskAsync<int>(_database.ConnectionString, "SELECT epoch FROM users"));
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour_and_not_a_moment_longer()
    {
        var token = await AskAsync();

        _clock.Advance(SingleUsePurpose.PasswordReset.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await Resets.FindAsync(token, Ct));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await Resets.FindAsync(token, Ct));
        Assert.IsType<PasswordResetOutcome.BadToken>(await ResetAsync(token));
    }

    [Fact]
    public async Task A_newer_letter_makes_an_older_one_worthless()
    {
        var first = await AskAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await AskAsync();

        Assert.IsType<PasswordResetOutcome.BadToken>(await ResetAsync(first));
        Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(second));
    }

    [Fact]
    public async Task A_letter_that_is_sent_again_brings_the_same_link_and_never_revives_a_used_one()
    {
        var token = await AskAsync();
        var letter = (await QueuedAsync())[^1];
        Assert.Equal(token, Post.TokenOf(await _node!.WriteAsync(letter)));
        await ResetAsync(token);

        Assert.Null(await _node!.WriteAsync(letter));

        Assert.IsType<PasswordResetOutcome.BadToken>(await ResetAsync(token));
        _clock.Advance(TimeSpan.FromDays(3));
        await _node!.Get<SingleUseTokens>().PurgeAsync(Ct);
        Assert.Null(await _node!.WriteAsync(letter));
    }

    [Fact]
    public async Task A_letter_that_is_written_many_times_at_once_brings_one_link_each_time()
    {
        await Sql.ExecuteAsync(_database!.ConnectionString, LongBetweenLookingAndWriting);
        var now = _clock.Now;
        var letter = new QueuedLetter(
            Guid.CreateVersion7(now),
            now,
            ResetWriter.Name,
            Email,
            new Dictionary<string, string>()
        );

        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _node!.WriteAsync(letter)));

        var token = Assert.Single(written.Select(Post.TokenOf).Distinct(StringComparer.Ordinal));
        Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(token));
    }

    [Fact]
    public async Task An_older_letter_that_comes_late_does_not_replace_a_newer_link()
    {
        await Resets.RequestAsync(Email, new LetterWish(), Ct);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var newer = await AskAsync();
        var late = (await QueuedAsync())[0];

        Assert.Null(await _node!.WriteAsync(late));

        Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(newer));
    }

    [Fact]
    public async Task A_token_of_another_purpose_or_person_or_none_is_good_for_nothing()
    {
        await _node!.AddUserAsync(user => user with { Email = "bob@example.com", IsVerified = false });
        await _node!.Get<EmailVerifications>().RequestAsync("bob@example.com", new LetterWish(), Ct);
        var verification = Post.TokenOf(
            await _node!.NewestAsync(_database!.ConnectionString, VerificationWriter.Name, "bob@example.com")
        );
        var reset = await AskAsync();
        string[] bad =
        [
            verification,
            string.Concat("pr_", verification.AsSpan(3)),
            reset[..^1],
            reset + "A",
            reset.Replace("pr_", "PR_", StringComparison.Ordinal),
            "pr_",
            "",
            new string('A', 46),
        ];

        foreach (var token in bad)
            Assert.IsType<PasswordResetOutcome.BadToken>(await ResetAsync(token));

        Assert.Null(await _node!.Get<EmailVerifications>().ConfirmAsync(reset, Ct));
        Assert.IsType<SignInOutcome.Done>(await SignInAsync(TestClients.Password));
        Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(reset));
    }

    [Fact]
    public async Task Nobody_gets_a_letter_where_there_is_no_account_or_a_suspended_one()
    {
        await Resets.RequestAsync("nobody@example.com", new LetterWish(), Ct);
        await _node!.SuspendAsync(Email);
        await Resets.RequestAsync(Email, new LetterWish(), Ct);

        Assert.Null(await _node!.NewestAsync(_database!.ConnectionString, ResetWriter.Name, "nobody@example.com"));
        Assert.Null(await _node!.NewestAsync(_database!.ConnectionString, ResetWriter.Name, Email));
    }

    [Fact]
    public async Task A_weak_password_costs_the_link_nothing()
    {
        var token = await AskAsync();

        var weak = Assert.IsType<PasswordResetOutcome.WeakPassword>(
            await Resets.ResetAsync(token, "short", Policy, Ct)
        );

        Assert.Contains(PasswordFault.TooShort, weak.Faults);
        Assert.IsType<PasswordResetOutcome.Done>(await ResetAsync(token));
    }

    [Fact]
    public async Task No_secret_of_a_link_is_in_the_database()
    {
        var token = await AskAsync();

        var dump = await Sql.ListAsync<string>(
            _database!.ConnectionString,
            "SELECT to_json(t)::text FROM single_use_tokens t UNION ALL SELECT to_json(l)::text FROM letters l"
        );

        Assert.Equal(2, dump.Count);
        Assert.DoesNotContain(dump, row => row.Contains(token[3..], StringComparison.Ordinal));
    }

    private async Task<string> AskAsync()
    {
        await Resets.RequestAsync(Email, new LetterWish(), Ct);
        return Post.TokenOf(await _node!.NewestAsync(_database!.ConnectionString, ResetWriter.Name, Email));
    }

    private Task<List<QueuedLetter>> QueuedAsync() =>
        Post.QueuedAsync(_database!.ConnectionString, ResetWriter.Name, Email);

    private Task<PasswordResetOutcome> ResetAsync(string token) => Resets.ResetAsync(token, NewPassword, Policy, Ct);

    private Task<SignInOutcome> SignInAsync(string password) =>
        _node!.Get<SignIn>().WithPasswordAsync(Email, password, Source.Unknown, mustBeVerified: true, Ct);
}
