using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.SelfService;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users.Administration;

/// <summary>What an administrator changes is what was meant, and is told.</summary>
public sealed class AccountEditsTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly AuditParty Administrator = AuditParty.User(Guid.CreateVersion7());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AccountEdits Edits => host.Server.Get<AccountEdits>();

    [Fact]
    public async Task What_is_changed_is_told_to_the_audit_as_it_was_and_as_it_is_and_nothing_else()
    {
        var account = await host.Server.FindAccountAsync(await host.Server.AddUserAsync());

        var change = await SaveAsync(
            account,
            form =>
                form with
                {
                    Name = "Zo\u00eb",
                    Locale = "de-AT",
                    Details = new PersonDetails { Nickname = " Z " },
                    PasswordChangeRequired = true,
                }
        );

        var changed = Assert.IsType<AccountChange.Done>(change).Account;
        Assert.Equal(("Zo\u00eb", "de-AT", true), (changed.Name, changed.Locale, changed.PasswordChangeRequired));
        Assert.NotEqual(account.Version, changed.Version);
        var told = Assert.Single(await ToldAsync(account.Id, AuditKind.AccountChange));
        Assert.Equal(Administrator.ToString(), (string?)told["actor"]);
        var expected = JsonNode.Parse(
            """
            {
              "before": { "name": "Test Person", "locale": null, "details": null, "password_change_required": false },
              "after": { "name": "Zo\u00eb", "locale": "de-AT", "details": { "nickname": "Z" }, "password_change_required": true }
            }
            """
        );
        Assert.True(JsonNode.DeepEquals(expected, told["details"]), told.ToJsonString());
    }

    [Fact]
    public async Task A_version_that_has_moved_overwrites_nothing()
    {
        var seen = await host.Server.FindAccountAsync(await host.Server.AddUserAsync());
        await host.Server.Get<ProfileChanges>().SaveAsync(seen.Id, "Their own", timeZone: null, locale: null, Ct);

        var change = await SaveAsync(seen, form => form with { Name = "Mine" });

        Assert.IsType<AccountChange.Moved>(change);
        Assert.Equal("Their own", (await host.Server.FindAccountAsync(seen.Email)).Name);
        Assert.IsType<AccountChange.NoSuchAccount>(
            await SaveAsync(seen with { Id = Guid.CreateVersion7() }, form => form)
        );
    }

    [Fact]
    public async Task Every_thing_that_is_wrong_is_named_and_nothing_is_saved()
    {
        var account = await host.Server.FindAccountAsync(await host.Server.AddUserAsync());

        var invalid = Assert.IsType<AccountChange.Invalid>(
            await SaveAsync(
                account,
                form =>
                    form with
                    {
                        Email = "none",
                        Name = "two\nlines",
                        TimeZone = "Mars/Olympus",
                        Locale = "en_US",
                        Details = new PersonDetails { Website = "javascript:alert(1)" },
                    }
            )
        );

        Assert.Equal(
            ["email", "name", "time_zone", "locale", "details"],
            invalid.Problems.Select(problem => problem.Member)
        );
        Assert.Equal(account, await host.Server.FindAccountAsync(account.Email));
    }

    [Fact]
    public async Task An_address_that_another_account_has_is_refused()
    {
        var (taken, account) = (
            await host.Server.AddUserAsync(),
            await host.Server.FindAccountAsync(await host.Server.AddUserAsync())
        );

        Assert.IsType<AccountChange.Taken>(await SaveAsync(account, form => form.MoveTo(taken.ToUpperInvariant())));
    }

    [Fact]
    public async Task Another_address_is_nobodys_until_it_is_verified_and_the_old_one_opens_nothing_and_is_told()
    {
        var email = await host.Server.AddUserAsync();
        var account = await host.Server.FindAccountAsync(email);
        await host.Server.Get<PasswordResets>().RequestAsync(email, new LetterWish(), Ct);
        var link = Post.TokenOf(await host.Server.NewestAsync(host.ConnectionString, ResetWriter.Name, email));

        var respelt = await SaveAsync(account, form => form.MoveTo(email.ToUpperInvariant()));
        Assert.NotNull(Assert.IsType<AccountChange.Done>(respelt).Account.EmailVerifiedAt);
        Assert.NotNull(await host.Server.Get<PasswordResets>().FindAsync(link, Ct));
        var moved = Assert.IsType<AccountChange.Done>(
            await SaveAsync(Assert.IsType<AccountChange.Done>(respelt).Account, form => form.MoveTo($"new.{email}"))
        );

        Assert.Equal((AccountStatus.Unverified, email.ToUpperInvariant()), (moved.Account.Status, moved.OldEmail));
        Assert.Null(await host.Server.Get<PasswordResets>().FindAsync(link, Ct));
        Assert.NotNull(
            await host.Server.NewestAsync(host.ConnectionString, EmailChangedWriter.Name, email.ToUpperInvariant())
        );
    }

    [Fact]
    public async Task An_address_that_was_never_verified_may_be_a_strangers_and_is_told_nothing()
    {
        var email = await host.Server.AddUserAsync(user => user with { IsVerified = false });

        var moved = await host.Server.EditAsync(
            email,
            form => form.MoveTo($"new.{email}") with { EmailVerified = true }
        );

        Assert.Equal(AccountStatus.Active, moved.Account.Status);
        Assert.Empty(await Post.QueuedAsync(host.ConnectionString, EmailChangedWriter.Name, email));
    }

    [Fact]
    public async Task What_is_told_of_a_new_account_or_a_new_password_holds_no_secret()
    {
        var email = await host.Server.AddUserAsync();
        await host.Server.SetPasswordAsync(email, "a secret nobody tells");
        var account = await host.Server.FindAccountAsync(email);

        var created = Assert.Single(await ToldAsync(account.Id, AuditKind.AccountCreation));
        var changed = Assert.Single(await ToldAsync(account.Id, AuditKind.PasswordChange));
        Assert.Equal(email, (string?)created["details"]!["after"]!["email"]);
        Assert.All(
            (string[])[TestClients.Password, "a secret nobody tells", "$2", "hash"],
            secret => Assert.DoesNotContain(secret, $"{created} {changed}", StringComparison.Ordinal)
        );
    }

    private Task<AccountChange> SaveAsync(Account account, Func<AccountForm, AccountForm> edit) =>
        Edits.SaveAsync(new AccountTarget(account.Id, account.Version, Administrator), edit, Ct);

    private async Task<List<JsonNode>> ToldAsync(Guid id, string kind)
    {
        var told = new List<string>();
        await Eventually.TrueAsync(
            Eventually.Soon,
            async () =>
            {
                told = await Sql.ListAsync<string>(
                    host.ConnectionString,
                    $"SELECT to_json(e)::text FROM audit_events e WHERE target = 'user:{id}' AND kind = '{kind}'"
                );
                return told.Count > 0;
            }
        );
        return [.. told.Select(line => JsonNode.Parse(line)!)];
    }
}
