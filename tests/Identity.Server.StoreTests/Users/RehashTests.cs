using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users;

/// <summary>A password is hashed again when the cost in the settings has risen; many sign in while that happens.</summary>
public sealed class RehashTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_sign_ins_at_once_after_the_cost_rose_all_succeed_and_leave_one_dearer_hash()
    {
        var email = await nodes.A.AddUserAsync();
        await using var dearer = await Nodes.StartAsync(nodes.ConnectionString, null, ("Passwords:Cost", "6"));
        Assert.StartsWith("$2b$04$", await HashAsync(email), StringComparison.Ordinal);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    dearer.Get<SignIn>().WithPasswordAsync(email, TestClients.Password, Source.Unknown, true, Ct)
                )
        );

        Assert.All(outcomes, outcome => Assert.IsType<SignInOutcome.Done>(outcome));
        Assert.StartsWith("$2b$06$", await HashAsync(email), StringComparison.Ordinal);
        Assert.IsType<SignInOutcome.Done>(
            await nodes.A.Get<SignIn>().WithPasswordAsync(email, TestClients.Password, Source.Unknown, true, Ct)
        );
    }

    [Fact]
    public async Task A_wrong_password_changes_no_hash()
    {
        var email = await nodes.A.AddUserAsync();
        await using var dearer = await Nodes.StartAsync(nodes.ConnectionString, null, ("Passwords:Cost", "6"));
        var before = await HashAsync(email);

        Assert.IsType<SignInOutcome.Wrong>(
            await dearer.Get<SignIn>().WithPasswordAsync(email, "wrong", Source.Unknown, true, Ct)
        );

        Assert.Equal(before, await HashAsync(email));
    }

    [Fact]
    public async Task A_password_that_is_set_while_the_old_one_is_hashed_again_is_the_one_that_stays()
    {
        await using var dearer = await Nodes.StartAsync(nodes.ConnectionString, null, ("Passwords:Cost", "6"));
        for (var round = 0; round < 10; round++)
        {
            var email = await nodes.A.AddUserAsync();
            var signIns = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    dearer.Get<SignIn>().WithPasswordAsync(email, TestClients.Password, Source.Unknown, true, Ct)
                );
            var change = nodes.A.SetPasswordAsync(email, "the new one");
            await Task.WhenAll([change, .. signIns]);

            var outcome = await dearer.Get<SignIn>().WithPasswordAsync(email, "the new one", Source.Unknown, true, Ct);
            Assert.IsType<SignInOutcome.Done>(outcome);
        }
    }

    private Task<string> HashAsync(string email) =>
        Sql.AskAsync<string>(nodes.ConnectionString, $"SELECT password_hash FROM users WHERE email = '{email}'");
}
