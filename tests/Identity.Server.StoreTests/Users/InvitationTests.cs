using Identity.Server.Database;
using Identity.Server.Mail;
using Identity.Server.Mail.Letters.Invitation;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Invitation;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

/// <summary>Whoever is invited chooses their first password by a letter.</summary>
public sealed class InvitationTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Email = "Invited@Example.com";
    private const string Chosen = "a password of one's own";

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Node => _node!;

    private PasswordResets Resets => Node.Get<PasswordResets>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        await Node.AddUserAsync(_ => new NewAccount(Email, Password: null, "Ann") { IsInvited = true, Locale = "pl" });
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task The_letter_lets_its_reader_choose_a_password_and_verifies_the_address()
    {
        Assert.Equal(AccountStatus.Invited, (await Node.FindAccountAsync(Email)).Status);
        Assert.IsType<SignInOutcome.Wrong>(await SignInAsync(""));

        var letter = await LetterAsync();
        Assert.Equal((Email, "Ann", "pl"), (letter!.To, letter.Name, letter.Locale));
        Assert.StartsWith(
            $"{Nodes.Issuer}/invitation?token=iv_",
            Assert.IsType<InvitationLetter>(letter.Content).Link,
            StringComparison.Ordinal
        );
        Assert.IsType<PasswordResetOutcome.Done>(await ChooseAsync(Post.TokenOf(letter)));

        Assert.IsType<SignInOutcome.Done>(await SignInAsync(Chosen));
        Assert.Equal(AccountStatus.Active, (await Node.FindAccountAsync(Email)).Status);
        Assert.Empty(await Post.QueuedAsync(_database!.ConnectionString, PasswordChangedWriter.Name, Email));
        Assert.IsType<PasswordResetOutcome.BadToken>(await ChooseAsync(Post.TokenOf(letter)));
        Assert.Null(await LetterAsync());
        Assert.False(await Node.Get<Invitations>().InviteAsync((await Node.FindAccountAsync(Email)).Id, Ct));
    }

    [Fact]
    public async Task A_link_is_good_for_a_week_and_another_letter_replaces_it()
    {
        var first = Post.TokenOf(await LetterAsync());
        _clock.Advance(SingleUsePurpose.Invitation.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await Resets.FindAsync(first, Ct));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Resets.FindAsync(first, Ct));

        await Node.Get<DailyTables>().KeepAsync(Ct);
        Assert.True(await Node.Get<Invitations>().InviteAsync((await Node.FindAccountAsync(Email)).Id, Ct));
        var second = Post.TokenOf(await LetterAsync());

        Assert.IsType<PasswordResetOutcome.BadToken>(await ChooseAsync(first));
        Assert.IsType<PasswordResetOutcome.Done>(await ChooseAsync(second));
    }

    [Fact]
    public async Task Of_a_hundred_parallel_uses_of_one_link_one_succeeds()
    {
        var token = Post.TokenOf(await LetterAsync());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => ChooseAsync(token, $"{number}")));

        Assert.Single(outcomes, outcome => outcome is PasswordResetOutcome.Done);
    }

    [Fact]
    public async Task Somebody_who_is_suspended_meanwhile_gets_no_letter_and_chooses_nothing()
    {
        var token = Post.TokenOf(await LetterAsync());
        await Node.SuspendAsync(Email);

        Assert.Null(await LetterAsync());
        Assert.IsType<PasswordResetOutcome.BadToken>(await ChooseAsync(token));
    }

    [Fact]
    public async Task Who_must_choose_another_password_is_not_signed_in_before_and_the_choice_clears_it()
    {
        var email = await Node.AddUserAsync(user => user with { PasswordChangeRequired = true });
        var due = Assert.IsType<SignInOutcome.PasswordDue>(await SignInAsync(TestClients.Password, email));
        Assert.Null((await Node.FindAccountAsync(email)).LastSignInAt);
        Assert.IsType<SignInOutcome.Wrong>(await SignInAsync("not it", email));

        var token = await Resets.BeginDueAsync(due.Person, Ct);
        _clock.Advance(SingleUsePurpose.DuePassword.Lifetime);
        Assert.Null(await Resets.FindAsync(token!, Ct));
        token = await Resets.BeginDueAsync(due.Person, Ct);
        var done = Assert.IsType<PasswordResetOutcome.Done>(await ChooseAsync(token!));

        Assert.Equal(due.Person.Epoch + 1, done.Person.Epoch);
        Assert.IsType<SignInOutcome.Done>(await SignInAsync(Chosen, email));
        Assert.False((await Node.FindAccountAsync(email)).PasswordChangeRequired);
    }

    [Fact]
    public async Task A_page_that_came_in_no_letter_verifies_no_address()
    {
        var email = await Node.AddUserAsync(user => user with { PasswordChangeRequired = true, IsVerified = false });
        var person = (await Node.Get<People>().FindActiveAsync(email, Ct))!;

        Assert.IsType<PasswordResetOutcome.Done>(await ChooseAsync((await Resets.BeginDueAsync(person, Ct))!));

        Assert.Equal(AccountStatus.Unverified, (await Node.FindAccountAsync(email)).Status);
    }

    private Task<WrittenLetter?> LetterAsync() =>
        Node.NewestAsync(_database!.ConnectionString, InvitationWriter.Name, Email.ToLowerInvariant());

    private Task<PasswordResetOutcome> ChooseAsync(string token, string more = "") =>
        Resets.ResetAsync(token, Chosen + more, new PasswordPolicy(), Ct);

    private Task<SignInOutcome> SignInAsync(string password, string email = Email) =>
        Node.Get<SignIn>().WithPasswordAsync(email, password, Source.Unknown, mustBeVerified: false, Ct);
}
