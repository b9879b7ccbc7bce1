using Identity.Server.Audit;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Throttling;
using Npgsql;

namespace Identity.Server.Users.SelfService;

/// <summary>What came of a person wanting to leave.</summary>
internal abstract record AccountDeletion
{
    /// <summary>There is no such account any more.</summary>
    public sealed record Done : AccountDeletion;

    public sealed record NotConfirmed(Confirmation Why) : AccountDeletion;

    /// <inheritdoc cref="AccountChange.Prevented"/>
    public sealed record Prevented : AccountDeletion;
}

/// <summary>Lets a person delete their account, with everything that hangs on it.</summary>
internal sealed class AccountDeletions(NpgsqlDataSource database, PasswordConfirmation confirmation, AuditTrail audit)
{
    private const string Lock = "SELECT id FROM users WHERE id = $1 AND epoch = $2 FOR UPDATE";

    private const string Delete = "DELETE FROM users WHERE id = $1 AND epoch = $2";

    /// <param name="mayGo">Whether others can do without them.</param>
    /// <param name="ending">What other rooms have to say of the person's sessions while they are there; in the same transaction.</param>
    public async Task<AccountDeletion> DeleteAsync(
        Guid userId,
        string password,
        Source source,
        AccountGuard mayGo,
        Func<NpgsqlConnection, Guid, CancellationToken, Task> ending,
        CancellationToken ct
    )
    {
        var confirmed = await confirmation.ConfirmAsync(userId, password, source, ct);
        if (confirmed is not Confirmation.Done { Person: var person })
            return new AccountDeletion.NotConfirmed(confirmed);

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await mayGo(connection, person.Id, ct))
            return new AccountDeletion.Prevented();
        // A new password meanwhile: whoever set it did not ask for this.
        if (await CreateCommand(connection, Lock, person).ExecuteScalarAsync(ct) is null)
            return new AccountDeletion.NotConfirmed(new Confirmation.WrongPassword());
        await ending(connection, person.Id, ct);
        await CreateCommand(connection, Delete, person).ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        audit.Record(new AuditEvent(AuditKind.AccountDeletion, AuditParty.User(person.Id)));
        return new AccountDeletion.Done();
    }

    private static NpgsqlCommand CreateCommand(NpgsqlConnection connection, string statement, Person person)
    {
        var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(person.Id);
        command.Parameters.AddWithValue(person.Epoch);
        return command;
    }
}
