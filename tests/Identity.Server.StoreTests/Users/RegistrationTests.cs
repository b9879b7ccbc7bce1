using Identity.Server.Mail;
using Identity.Server.Mail.Letters.AccountExists;
using Identity.Server.Mail.Letters.VerifyEmail;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Registration;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

public sealed class RegistrationTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly RegistrationTerms Terms = new() { Policy = new PasswordPolicy() };

    [Fact]
    public async Task Who_registers_verifies_by_the_letter_and_signs_in()
    {
        var created = await CreatedAsync("Ann@Example.com");
        Assert.False(created.EmailVerified);
        Assert.IsType<SignInOutcome.Unverified>(await SignInAsync("ann@example.com"));

        var letter = await LetterAsync(VerificationWriter.Name, "ann@example.com");
        Assert.Equal(("Ann@Example.com", "Ann", "pl"), (letter!.To, letter.Name, letter.Locale));
        Assert.StartsWith(
            $"{Nodes.Issuer}/verify-email?token=ev_",
            Assert.IsType<VerifyEmailLetter>(letter.Content).Link,
            StringComparison.Ordinal
        );
        var person = await nodes.B.Get<EmailVerifications>().ConfirmAsync(Post.TokenOf(letter), Ct);

        Assert.Equal(created.Id, person!.Id);
        Assert.True(person.EmailVerified);
        Assert.IsType<SignInOutcome.Done>(await SignInAsync("ann@example.com"));
    }

    [Fact]
    public async Task The_owner_of_a_taken_address_is_told_and_nothing_of_the_account_changes()
    {
        await CreatedAsync("bea@example.com");
        var before = await RowAsync("bea@example.com");

        var outcome = await RegisterAsync("BEA@example.com", password: "another good one");

        Assert.IsType<RegistrationOutcome.Taken>(outcome);
        Assert.Equal(before, await RowAsync("bea@example.com"));
        var letter = await LetterAsync(AccountExistsWriter.Name, "bea@example.com");
        Assert.Equal("bea@example.com", letter!.To);
        var content = Assert.IsType<AccountExistsLetter>(letter.Content);
        Assert.Equal($"{Nodes.Issuer}/signin", content.SignInLink);
    }

    [Fact]
    public async Task Fifty_registrations_of_one_address_at_once_make_one_account_and_fifty_letters()
    {
        var outcomes = await Sql.RaceAsync(
            nodes.ConnectionString,
            "users",
            waiting: 30,
            Enumerable
                .Range(0, 50)
                .Select(number => RegisterAsync("raced@example.com", number % 2 == 0 ? nodes.A : nodes.B))
        );

        Assert.Single(outcomes, outcome => outcome is RegistrationOutcome.Created);
        Assert.Equal(49, outcomes.Count(outcome => outcome is RegistrationOutcome.Taken));
        Assert.Single(await Post.QueuedAsync(nodes.ConnectionString, VerificationWriter.Name, "raced@example.com"));
        Assert.Equal(
            49,
            (await Post.QueuedAsync(nodes.ConnectionString, AccountExistsWriter.Name, "raced@example.com")).Count
        );
    }

    [Theory]
    [InlineData("no address", TestClients.Password, "Ann", "Europe/Warsaw", typeof(RegistrationOutcome.InvalidEmail))]
    [InlineData("c1@example.com", "short", "Ann", "Europe/Warsaw", typeof(RegistrationOutcome.WeakPassword))]
    [InlineData("c2@example.com", TestClients.Password, "two\nlines", null, typeof(RegistrationOutcome.InvalidName))]
    [InlineData("c3@example.com", TestClients.Password, "", null, typeof(RegistrationOutcome.InvalidName))]
    [InlineData("c4@example.com", TestClients.Password, "\ud800", null, typeof(RegistrationOutcome.InvalidName))]
    [InlineData(
        "c5@example.com",
        TestClients.Password,
        null,
        "Mars/Olympus",
        typeof(RegistrationOutcome.InvalidTimeZone)
    )]
    [InlineData("c6@example.com", "with a \0 in the middle", null, null, typeof(RegistrationOutcome.WeakPassword))]
    public async Task What_cannot_be_registered_is_named_and_leaves_nothing(
        string email,
        string password,
        string? name,
        string? zone,
        Type expected
    )
    {
        var asked = new RegistrationRequest(email, password, name, zone, Locale: null);

        var outcome = await nodes.A.Get<Registrations>().RegisterAsync(asked, Terms, Ct);

        Assert.IsType(expected, outcome);
        Assert.Equal(
            0L,
            await Sql.AskAsync<long>(nodes.ConnectionString, $"SELECT count(*) FROM users WHERE email = '{email}'")
        );
        Assert.Equal(
            0L,
            await Sql.AskAsync<long>(
                nodes.ConnectionString,
                $"SELECT count(*) FROM letters WHERE recipient = '{email}'"
            )
        );
    }

    [Fact]
    public async Task A_front_end_may_have_the_link_lead_to_itself_and_no_letter_where_nothing_is_to_be_verified()
    {
        var there = Terms with { VerificationLink = "https://app.example/verify?token={token}" };
        await nodes.A.Get<Registrations>().RegisterAsync(Asked("dan@example.com"), there, Ct);
        await nodes
            .A.Get<Registrations>()
            .RegisterAsync(Asked("eva@example.com"), Terms with { SendsVerification = false }, Ct);

        var letter = await LetterAsync(VerificationWriter.Name, "dan@example.com");
        Assert.StartsWith(
            "https://app.example/verify?token=ev_",
            ((VerifyEmailLetter)letter!.Content).Link,
            StringComparison.Ordinal
        );
        Assert.Empty(await Post.QueuedAsync(nodes.ConnectionString, VerificationWriter.Name, "eva@example.com"));
    }

    private static RegistrationRequest Asked(string email, string password = TestClients.Password) =>
        new(email, password, "Ann", "Europe/Warsaw", "pl");

    private async Task<Person> CreatedAsync(string email) =>
        Assert.IsType<RegistrationOutcome.Created>(await RegisterAsync(email)).Person;

    private Task<RegistrationOutcome> RegisterAsync(
        string email,
        TestServer? node = null,
        string password = TestClients.Password
    ) => (node ?? nodes.A).Get<Registrations>().RegisterAsync(Asked(email, password), Terms, Ct);

    private Task<SignInOutcome> SignInAsync(string email) =>
        nodes.B.Get<SignIn>().WithPasswordAsync(email, TestClients.Password, Source.Unknown, mustBeVerified: true, Ct);

    private Task<WrittenLetter?> LetterAsync(string kind, string recipient) =>
        nodes.A.NewestAsync(nodes.ConnectionString, kind, recipient);

    private Task<string> RowAsync(string email) =>
        Sql.AskAsync<string>(
            nodes.ConnectionString,
            $"SELECT to_json(u)::text FROM users u WHERE canonical_email = '{email}'"
        );
}
