using Identity.Server.Mail.Letters.EmailChanged;
using Identity.Server.Roles;
using Identity.Server.StoreTests.Sessions;
using Identity.Server.StoreTests.Tokens.Logout;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

public sealed class SelfServiceTests(Nodes nodes) : IClassFixture<Nodes>
{
    private const string NewPassword = "a password never used before";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private EmailChanges EmailChanges => nodes.A.Get<EmailChanges>();

    [Fact]
    public async Task A_new_password_needs_the_present_one_and_begins_a_new_epoch()
    {
        var person = await AddAsync();

        var refused = await ChangeAsync(person, "not it");
        var done = Assert.IsType<PasswordChange.Done>(await ChangeAsync(person, TestClients.Password));

        Assert.Equal(new PasswordChange.NotConfirmed(new Confirmation.WrongPassword()), refused);
        Assert.Equal(person.Epoch + 1, done.Person.Epoch);
        Assert.IsType<PasswordChange.NotConfirmed>(await ChangeAsync(person, TestClients.Password));
        Assert.Single(await Post.QueuedAsync(nodes.ConnectionString, PasswordChangedWriter.Name, person.Email));
    }

    [Fact]
    public async Task Of_two_changes_of_a_password_at_once_one_goes_through()
    {
        var person = await AddAsync();

        var outcomes = await Sql.RaceAsync(
            nodes.ConnectionString,
            "letters",
            waiting: 1,
            [ChangeAsync(person, TestClients.Password), ChangeAsync(person, TestClients.Password)]
        );

        Assert.Single(outcomes, outcome => outcome is PasswordChange.Done);
    }

    [Fact]
    public async Task An_address_changes_once_both_have_agreed_and_the_old_one_is_told()
    {
        var person = await AddAsync();
        var wanted = $"New.{person.Email}";

        Assert.IsType<EmailChangeRequest.Asked>(await RequestAsync(person, wanted));
        var approval = await TokenAsync(ApproveEmailChangeWriter.Name, person.Email);
        Assert.Equal(wanted, await EmailChanges.FindApprovalAsync(approval, Ct));
        Assert.Equal(wanted, await EmailChanges.ApproveAsync(approval, Ct));
        Assert.Null(await EmailChanges.ApproveAsync(approval, Ct));
        Assert.Equal(person.Email, (await nodes.A.Get<People>().FindActiveAsync(person.Id, Ct))!.Email);

        var confirmation = await TokenAsync(ConfirmEmailChangeWriter.Name, wanted);
        var done = Assert.IsType<EmailChangeOutcome.Done>(await EmailChanges.ConfirmAsync(confirmation, Ct));

        Assert.Equal((wanted, person.Email), (done.Person.Email, done.OldEmail));
        Assert.Equal(person.Id, (await nodes.B.Get<People>().FindActiveAsync(wanted.ToLowerInvariant(), Ct))!.Id);
        Assert.Null(await nodes.B.Get<People>().FindActiveAsync(person.Email, Ct));
        Assert.IsType<EmailChangeOutcome.BadToken>(await EmailChanges.ConfirmAsync(confirmation, Ct));
        var told = await nodes.A.NewestAsync(nodes.ConnectionString, EmailChangedWriter.Name, person.Email);
        Assert.Equal(person.Email, told!.To);
        Assert.Equal(wanted, Assert.IsType<EmailChangedLetter>(told.Content).NewEmail);
    }

    [Fact]
    public async Task An_address_that_was_taken_meanwhile_stays_with_who_has_it()
    {
        var person = await AddAsync();
        var wanted = $"late.{person.Email}";
        await RequestAsync(person, wanted);
        await EmailChanges.ApproveAsync(await TokenAsync(ApproveEmailChangeWriter.Name, person.Email), Ct);
        var confirmation = await TokenAsync(ConfirmEmailChangeWriter.Name, wanted);
        await nodes.B.AddUserAsync(user => user with { Email = wanted });

        Assert.IsType<EmailChangeOutcome.Taken>(await EmailChanges.ConfirmAsync(confirmation, Ct));

        Assert.Equal(person.Email, (await nodes.A.Get<People>().FindActiveAsync(person.Id, Ct))!.Email);
        Assert.Empty(await Post.QueuedAsync(nodes.ConnectionString, EmailChangedWriter.Name, person.Email));
    }

    [Fact]
    public async Task A_change_of_address_needs_the_password_and_another_address()
    {
        var person = await AddAsync();
        var nobody = Source.Unknown;

        Assert.IsType<EmailChangeRequest.InvalidEmail>(await RequestAsync(person, "no address"));
        Assert.IsType<EmailChangeRequest.SameEmail>(await RequestAsync(person, person.Email.ToUpperInvariant()));
        var wrong = await EmailChanges.RequestAsync(person.Id, "not it", "else@example.com", nobody, Ct);

        Assert.Equal(new EmailChangeRequest.NotConfirmed(new Confirmation.WrongPassword()), wrong);
        Assert.Empty(await Post.QueuedAsync(nodes.ConnectionString, ApproveEmailChangeWriter.Name, person.Email));
    }

    [Fact]
    public async Task The_tokens_of_the_two_addresses_are_not_interchangeable()
    {
        var person = await AddAsync();
        await RequestAsync(person, $"other.{person.Email}");
        var approval = await TokenAsync(ApproveEmailChangeWriter.Name, person.Email);

        Assert.IsType<EmailChangeOutcome.BadToken>(await EmailChanges.ConfirmAsync(approval, Ct));
        Assert.IsType<EmailChangeOutcome.BadToken>(
            await EmailChanges.ConfirmAsync(string.Concat("ec_", approval.AsSpan(3)), Ct)
        );

        Assert.NotNull(await EmailChanges.ApproveAsync(approval, Ct));
    }

    [Fact]
    public async Task A_profile_keeps_what_is_valid_and_names_what_is_not()
    {
        var person = await AddAsync();
        var profiles = nodes.A.Get<ProfileChanges>();

        Assert.Equal(ProfileChange.Saved, await profiles.SaveAsync(person.Id, "Zoë", "Asia/Tokyo", "de-AT", Ct));
        Assert.Equal(ProfileChange.InvalidName, await profiles.SaveAsync(person.Id, "a\tb", null, null, Ct));
        Assert.Equal(ProfileChange.InvalidTimeZone, await profiles.SaveAsync(person.Id, "Zoë", "Tokyo", null, Ct));
        Assert.Equal(ProfileChange.InvalidLocale, await profiles.SaveAsync(person.Id, "Zoë", null, "en_US", Ct));

        var now = await nodes.B.Get<People>().FindActiveAsync(person.Id, Ct);
        Assert.Equal(("Zoë", "Asia/Tokyo", "de-AT"), (now!.Name, now.TimeZone, now.Locale));
    }

    [Fact]
    public async Task Who_deletes_their_account_is_gone_with_everything_that_hung_on_it()
    {
        var person = await AddAsync();
        Assert.NotNull(await nodes.A.Get<PersonalCopies>().ReadAsync(person.Id, Ct));

        Assert.Equal(
            new AccountDeletion.NotConfirmed(new Confirmation.WrongPassword()),
            await DeleteAsync(person, "not it")
        );
        Assert.IsType<AccountDeletion.Done>(await DeleteAsync(person, TestClients.Password));

        Assert.Null(await nodes.A.Get<PersonalCopies>().ReadAsync(person.Id, Ct));
        Assert.Null(await nodes.B.Get<People>().FindActiveAsync(person.Id, Ct));
    }

    [Fact]
    public async Task The_clients_of_somebody_who_goes_are_to_hear_of_it()
    {
        var person = await AddAsync();
        var client = await Joined.AddClientAsync(nodes.A, "https://client.example/logout");
        var joined = await Joined.SignInAsync(nodes.ConnectionString, new Browsers(nodes.A, person), client);

        await DeleteAsync(person, "not it");
        Assert.Equal(0L, await NoticesAsync(joined.SessionId));
        await DeleteAsync(person, TestClients.Password);

        Assert.Equal(1L, await NoticesAsync(joined.SessionId));
    }

    private Task<long> NoticesAsync(Guid sessionId) =>
        Sql.AskAsync<long>(
            nodes.ConnectionString,
            $"SELECT count(*) FROM logout_notices WHERE session_id = '{sessionId}'"
        );

    private Task<AccountDeletion> DeleteAsync(Person person, string password) =>
        nodes
            .A.Get<AccountDeletions>()
            .DeleteAsync(
                person.Id,
                password,
                Source.Unknown,
                Owners.MayGoAsync,
                nodes.A.Get<SessionLogouts>().EndAllAsync,
                Ct
            );

    private async Task<Person> AddAsync() =>
        (await nodes.A.Get<People>().FindActiveAsync(await nodes.A.AddUserAsync(), Ct))!;

    private Task<PasswordChange> ChangeAsync(Person person, string current) =>
        nodes
            .A.Get<PasswordChanges>()
            .ChangeAsync(person.Id, current, NewPassword, new PasswordPolicy(), Source.Unknown, Ct);

    private Task<EmailChangeRequest> RequestAsync(Person person, string wanted) =>
        EmailChanges.RequestAsync(person.Id, TestClients.Password, wanted, Source.Unknown, Ct);

    private async Task<string> TokenAsync(string kind, string recipient) =>
        Post.TokenOf(await nodes.A.NewestAsync(nodes.ConnectionString, kind, recipient));
}
