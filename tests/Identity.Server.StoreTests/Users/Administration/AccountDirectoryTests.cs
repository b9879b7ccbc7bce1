using System.Globalization;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users.Administration;

/// <summary>Accounts are listed in every order without a gap, and found by what one knows of them.</summary>
public sealed class AccountDirectoryTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AccountDirectory Accounts => host.Server.Get<AccountDirectory>();

    [Theory]
    [InlineData("CreatedAt", false)]
    [InlineData("CreatedAt", true)]
    [InlineData("Email", false)]
    [InlineData("Email", true)]
    [InlineData("Name", false)]
    [InlineData("Name", true)]
    [InlineData("LastSignInAt", false)]
    [InlineData("LastSignInAt", true)]
    public async Task Pages_follow_each_other_without_a_gap_and_what_is_unknown_comes_last(
        string column,
        bool isDescending
    )
    {
        var order = Enum.Parse<AccountOrder>(column);
        var tag = TestClients.Unique("paged");
        var emails = await Task.WhenAll(Enumerable.Range(0, 17).Select(number => AddAsync(tag, number)));
        await Sql.ExecuteAsync(
            host.ConnectionString,
            $"UPDATE users SET last_signin_at = now() - number * interval '1 hour' WHERE email LIKE '{tag}%' AND number % 2 = 0"
        );

        var seen = new List<Account>();
        AccountPlace? after = null;
        do
        {
            var page = await Accounts.ListAsync(
                new AccountQuery(order, isDescending, Take: 4) { Search = tag, After = after },
                Ct
            );
            Assert.Equal((17, false), (page.Total.Value, page.Total.IsCapped));
            seen.AddRange(page.Items);
            after = page.Items.Count == 4 ? AccountPlace.Of(page.Items[^1], order) : null;
        } while (after is not null);

        Assert.Equal(emails.Order(StringComparer.Ordinal), seen.Select(one => one.Email).Order(StringComparer.Ordinal));
        var values = seen.Select(one => ValueOf(one, order)).ToList();
        var known = values.Where(one => one is not null).ToList();
        var sorted = isDescending ? known.OrderDescending(StringComparer.Ordinal) : known.Order(StringComparer.Ordinal);
        Assert.Equal(sorted, known);
        Assert.All(values.Skip(known.Count), Assert.Null);
    }

    [Fact]
    public async Task Somebody_is_found_by_part_of_the_address_or_name_and_by_a_whole_id_or_number()
    {
        var email = await host.Server.AddUserAsync(user =>
            user with
            {
                Email = $"Sought.{TestClients.Unique("one")}@B\u00dcCHER.example",
                Name = "Zo\u00eb O\u2019Hara",
            }
        );
        var account = await host.Server.FindAccountAsync(email);

        foreach (
            var text in (string[])
                [
                    "sought.one",
                    "OUGHT",
                    email,
                    "zo\u00eb o\u2019h",
                    "\u2019hara",
                    account.Id.ToString(),
                    account.Id.ToString("N").ToUpperInvariant(),
                    account.Number.ToString(CultureInfo.InvariantCulture),
                    "ZO",
                    "so",
                ]
        )
        {
            Assert.Contains(account, await FindAsync(text));
        }
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%%%")]
    [InlineData("___")]
    [InlineData("_")]
    [InlineData(@"\\\")]
    [InlineData(".*")]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("^")]
    [InlineData("'; DROP TABLE users; --")]
    public async Task Signs_mean_themselves(string text)
    {
        await host.Server.AddUserAsync();
        var named = await host.Server.AddUserAsync(user => user with { Name = $"{text} signs" });

        var found = await FindAsync(text);

        Assert.Contains(found, one => one.Email == named);
        Assert.All(found, one => Assert.Contains(text, one.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_it_stands_with_an_account_narrows_the_list()
    {
        var tag = TestClients.Unique("standing");
        var active = await AddAsync(user => user);
        var unverified = await AddAsync(user => user with { IsVerified = false });
        var invited = await AddAsync(user => user with { IsInvited = true, Password = null, IsVerified = false });
        var suspended = await AddAsync(user => user);
        await host.Server.SuspendAsync(suspended);

        foreach (
            var (status, email) in ((AccountStatus, string)[])
                [
                    (AccountStatus.Active, active),
                    (AccountStatus.Unverified, unverified),
                    (AccountStatus.Invited, invited),
                    (AccountStatus.Suspended, suspended),
                ]
        )
        {
            var found = await Accounts.ListAsync(All with { Search = tag, Status = status }, Ct);
            var one = Assert.Single(found.Items);
            Assert.Equal((email, status), (one.Email, one.Status));
            Assert.Equal(1, found.Total.Value);
        }

        Task<string> AddAsync(Func<NewAccount, NewAccount> with) =>
            host.Server.AddUserAsync(user => with(user with { Email = $"{tag}.{user.Email}" }));
    }

    [Fact]
    public async Task A_role_narrows_it_too()
    {
        var (email, _) = (await host.Server.AddUserAsync(), await host.Server.AddUserAsync());
        var account = await host.Server.FindAccountAsync(email);
        await Sql.ExecuteAsync(
            host.ConnectionString,
            $"""
            INSERT INTO role_members (id, role, user_id, granted_at, granted_by)
            VALUES (gen_random_uuid(), 'sought', '{account.Id}', now(), 'console:test')
            """
        );

        Assert.Equal([account], (await Accounts.ListAsync(All with { Role = "sought" }, Ct)).Items);
        Assert.Empty((await Accounts.ListAsync(All with { Role = "another" }, Ct)).Items);
    }

    private static AccountQuery All => new(AccountOrder.CreatedAt, IsDescending: true, Take: 100);

    private async Task<IReadOnlyList<Account>> FindAsync(string text) =>
        (await Accounts.ListAsync(All with { Search = text }, Ct)).Items;

    private Task<string> AddAsync(string tag, int number) =>
        host.Server.AddUserAsync(user =>
            user with
            {
                Email = $"{tag}.{number % 5}.{user.Email}",
                Name = number % 3 == 0 ? null : $"{(char)('A' + number % 4)} person",
            }
        );

    private static string? ValueOf(Account account, AccountOrder order) =>
        order switch
        {
            AccountOrder.Email => account.Email,
            AccountOrder.Name => account.Name,
            AccountOrder.LastSignInAt => account.LastSignInAt?.ToString("O", CultureInfo.InvariantCulture),
            _ => account.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        };
}
