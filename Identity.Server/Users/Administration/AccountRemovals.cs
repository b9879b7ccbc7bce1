using Identity.Server.Audit;
using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>Deletes accounts for whoever runs the server, with everything that hangs on them. Tokens that are out are for the caller to end.</summary>
internal sealed class AccountRemovals(AccountChanges changes)
{
    private const string Delete = "DELETE FROM users WHERE id = $1";

    /// <param name="ending">What other rooms have to say of the person's sessions while they are there; in the same transaction.</param>
    public Task<AccountChange> DeleteAsync(
        AccountTarget target,
        AccountGuard mayGo,
        Func<NpgsqlConnection, Guid, CancellationToken, Task> ending,
        CancellationToken ct
    ) =>
        changes.DoAsync(
            target,
            AuditKind.AccountDeletion,
            mayGo,
            async (connection, before) =>
            {
                await ending(connection, before.Id, ct);
                await using var command = new NpgsqlCommand(Delete, connection);
                command.Parameters.AddWithValue(before.Id);
                await command.ExecuteNonQueryAsync(ct);
                return null;
            },
            ct
        );
}
