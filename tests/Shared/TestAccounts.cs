using Identity.Server.Audit;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Tests;

/// <summary>Does to accounts what their administrators do.</summary>
internal static class TestAccounts
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Account> FindAccountAsync(this TestServer server, string email) =>
        await server.Get<AccountDirectory>().FindAsync(email, Ct)
        ?? throw new InvalidOperationException($"There is no account '{email}'.");

    /// <summary>The account as whoever sits at the command line is about to change it.</summary>
    public static async Task<AccountTarget> TargetAsync(this TestServer server, string email) =>
        new((await server.FindAccountAsync(email)).Id, Version: null, AuditParty.Console);

    public static async Task<AccountChange.Done> SuspendAsync(
        this TestServer server,
        string email,
        string? message = null
    ) =>
        Assert.IsType<AccountChange.Done>(
            await server
                .Get<Suspensions>()
                .SuspendAsync(await server.TargetAsync(email), message, Owners.MayGoAsync, Ct)
        );

    public static async Task<AccountChange.Done> ReinstateAsync(this TestServer server, string email) =>
        Assert.IsType<AccountChange.Done>(
            await server.Get<Suspensions>().ReinstateAsync(await server.TargetAsync(email), Ct)
        );

    /// <param name="isForOnce">Whether the owner has to choose another.</param>
    public static async Task<AccountChange.Done> SetPasswordAsync(
        this TestServer server,
        string email,
        string password,
        bool isForOnce = false
    ) =>
        Assert.IsType<AccountChange.Done>(
            await server
                .Get<AccountPasswords>()
                .SetAsync(await server.TargetAsync(email), password, isForOnce, PasswordPolicy.OfOperator, Ct)
        );

    public static async Task<AccountChange.Done> EditAsync(
        this TestServer server,
        string email,
        Func<AccountForm, AccountForm> edit
    ) =>
        Assert.IsType<AccountChange.Done>(
            await server.Get<AccountEdits>().SaveAsync(await server.TargetAsync(email), edit, Ct)
        );

    public static Task SetDetailsAsync(this TestServer server, string email, PersonDetails details) =>
        server.EditAsync(email, form => form with { Details = details });
}
