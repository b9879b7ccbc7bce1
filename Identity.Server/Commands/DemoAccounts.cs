using System.Buffers.Text;
using System.Security.Cryptography;
using Identity.Server.Audit;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Commands;

/// <summary>Accounts for the demo, with passwords that are drawn on the first start.</summary>
internal sealed class DemoAccounts(Accounts accounts, AccountDirectory directory, AccountPasswords passwords)
{
    /// <param name="demo">The account; what it says of a password is not looked at.</param>
    /// <param name="known">The password of an earlier start. What exists stays, unless that was lost with the file that held it.</param>
    public async Task<(Guid Id, string Password)> MakeAsync(NewAccount demo, string? known, CancellationToken ct)
    {
        var password = known ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        if (await accounts.CreateAsync(demo with { Password = password }, ct) is AccountChange.Done made)
            return (made.Id, password);
        var account =
            await directory.FindAsync(demo.Email, ct)
            ?? throw new InvalidOperationException($"The account '{demo.Email}' of the demo could not be made.");
        if (known is null)
        {
            var target = new AccountTarget(account.Id, Version: null, AuditParty.Console);
            await passwords.SetAsync(target, password, isForOnce: false, PasswordPolicy.OfOperator, ct);
        }
        return (account.Id, password);
    }
}
