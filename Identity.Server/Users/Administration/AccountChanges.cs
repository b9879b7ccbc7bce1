using Identity.Server.Audit;
using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>What all changes have in common that are made to an account for its owner: whose, as of when, in one transaction, and told to the audit.</summary>
internal sealed class AccountChanges(NpgsqlDataSource database, AuditTrail audit)
{
    /// <param name="target">Which account.</param>
    /// <param name="kind">What the audit calls it.</param>
    /// <param name="mayGo">Where it is taken away.</param>
    /// <param name="change">Does it, while nobody else changes the account; returns null, or what stands in the way.</param>
    public async Task<AccountChange> DoAsync(
        AccountTarget target,
        string kind,
        AccountGuard? mayGo,
        Func<NpgsqlConnection, Account, Task<AccountChange?>> change,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Before anything is held: of two who take each other's account away, neither waits for the other.
        if (mayGo is not null && !await mayGo(connection, target.Id, ct))
            return new AccountChange.Prevented();
        if (await AccountRows.HoldAsync(connection, target.Id, ct) is not { } before)
            return new AccountChange.NoSuchAccount();
        if (target.Version is { } version && version != before.Version)
            return new AccountChange.Moved();
        if (await change(connection, before) is { } refused)
            return refused;
        var after = await AccountRows.FindAsync(connection, target.Id, ct);
        await transaction.CommitAsync(ct);

        audit.Record(
            new AuditEvent(kind, AuditParty.User(target.Id))
            {
                Actor = target.Actor,
                Details = AccountDifference.Of(before, after),
            }
        );
        return new AccountChange.Done(after ?? before)
        {
            OldEmail = after is not null && after.Email != before.Email ? before.Email : null,
        };
    }
}
