using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

public sealed class AccountsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Accounts Accounts => nodes.A.Get<Accounts>();

    [Fact]
    public async Task Fifty_people_who_want_one_address_at_once_get_one_account()
    {
        var outcomes = await Sql.RaceAsync(
            nodes.ConnectionString,
            "users",
            waiting: 50,
            Enumerable
                .Range(0, 50)
                .Select(number =>
                    (number % 2 == 0 ? nodes.A : nodes.B)
                        .Get<Accounts>()
                        .CreateAsync(
                            new NewAccount(number % 3 == 0 ? "Raced@Example.com" : "raced@example.com", null),
                            Ct
                        )
                )
        );

        Assert.Single(outcomes, outcome => outcome is AccountChange.Done);
        Assert.Equal(49, outcomes.Count(outcome => outcome is AccountChange.Taken));
        Assert.Equal(1L, await CountAsync("raced@example.com"));
    }

    [Theory]
    [InlineData("Alice@Example.COM", "alice@example.com")]
    [InlineData("ﬁona@example.com", "FIONA@example.com")] // U+FB01, one letter
    [InlineData("ｂｏｂ@example.com", "bob@example.com")] // full-width
    [InlineData("zoe\u0308@example.com", "zo\u00eb@example.com")] // combining and composed
    [InlineData("carl@b\u00fccher.example", "carl@xn--bcher-kva.example")]
    [InlineData("dora@B\u00dcCHER.example", "dora@b\u00fccher.example")]
    public async Task Two_spellings_of_one_mailbox_are_one_account(string first, string second)
    {
        Assert.IsType<AccountChange.Done>(await CreateAsync(first));

        Assert.IsType<AccountChange.Taken>(await CreateAsync(second));

        var signIn = nodes.B.Get<SignIn>();
        Assert.IsType<SignInOutcome.Done>(
            await signIn.WithPasswordAsync(second, TestClients.Password, Source.Unknown, true, Ct)
        );
    }

    [Theory]
    [InlineData("erin+news@example.com", "erin@example.com")]
    [InlineData("f.rank@example.com", "frank@example.com")]
    [InlineData("gina@example.com", "gina@example.org")]
    public async Task Two_mailboxes_are_two_accounts(string first, string second)
    {
        Assert.IsType<AccountChange.Done>(await CreateAsync(first));
        Assert.IsType<AccountChange.Done>(await CreateAsync(second));
    }

    [Fact]
    public async Task Letters_go_to_the_address_as_it_was_registered()
    {
        Assert.IsType<AccountChange.Done>(await CreateAsync("Henry.Ford@Example.com"));

        var email = await Sql.AskAsync<string>(
            nodes.ConnectionString,
            "SELECT email FROM users WHERE canonical_email = 'henry.ford@example.com'"
        );
        Assert.Equal("Henry.Ford@Example.com", email);
    }

    [Fact]
    public async Task Numbers_are_each_ones_own_and_grow()
    {
        var emails = Enumerable.Range(0, 20).Select(number => $"numbered{number}@example.com").ToArray();
        foreach (var email in emails)
            await CreateAsync(email, password: null);

        var numbers = await Sql.ListAsync<long>(
            nodes.ConnectionString,
            "SELECT number FROM users WHERE email LIKE 'numbered%' ORDER BY created_at, id"
        );

        Assert.Equal(20, numbers.Distinct().Count());
        Assert.Equal(numbers.Order(), numbers);
    }

    [Fact]
    public async Task Suspending_and_setting_a_password_at_once_both_happen()
    {
        const string Email = "busy@example.com";
        await CreateAsync(Email);
        for (var round = 0; round < 10; round++)
        {
            var password = $"another password {round}";
            await Task.WhenAll(
                round % 2 == 0 ? nodes.A.SuspendAsync(Email, "Soon back.") : nodes.A.ReinstateAsync(Email),
                nodes.B.SetPasswordAsync(Email, password)
            );

            var outcome = await nodes.A.Get<SignIn>().WithPasswordAsync(Email, password, Source.Unknown, true, Ct);
            Assert.Equal(round % 2 == 0, outcome is SignInOutcome.Suspended);
        }
    }

    private Task<AccountChange> CreateAsync(string email, string? password = TestClients.Password) =>
        Accounts.CreateAsync(new NewAccount(email, password, IsVerified: true), Ct);

    private Task<long> CountAsync(string canonical) =>
        Sql.AskAsync<long>(nodes.ConnectionString, $"SELECT count(*) FROM users WHERE canonical_email = '{canonical}'");
}
