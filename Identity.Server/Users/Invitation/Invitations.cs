using Identity.Server.Mail;
using Npgsql;

namespace Identity.Server.Users.Invitation;

/// <summary>Invites people to accounts that were made for them: who has no password chooses one by a letter.</summary>
internal sealed class Invitations(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    private const string FindOpen = $"""
        SELECT {People.Columns} FROM users
         WHERE canonical_email = $1 AND suspended_at IS NULL AND invited_at IS NOT NULL AND password_hash IS NULL
        """;

    private const string Invite = """
        UPDATE users SET invited_at = $2, updated_at = $2, concurrency_stamp = gen_random_uuid()::text
         WHERE id = $1 AND suspended_at IS NULL AND password_hash IS NULL
        RETURNING canonical_email
        """;

    /// <summary>Sends somebody a letter, be it another.</summary>
    /// <returns>False where they have a password already, are suspended, or there is no such account.</returns>
    public async Task<bool> InviteAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(Invite, connection);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        if (await command.ExecuteScalarAsync(ct) is not string email)
            return false;
        await SendAsync(connection, email, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Sends the first letter, within the transaction that makes the account.</summary>
    public Task SendAsync(NpgsqlConnection connection, string email, CancellationToken ct) =>
        outbox.AddAsync(connection, InvitationWriter.Name, email, new LetterWish().ToAbout(), ct);

    /// <returns>Whose account waits for its first password; null where there is none of this address.</returns>
    public async Task<Person?> FindOpenAsync(string email, CancellationToken ct)
    {
        if (CanonicalEmail.Of(email) is not { } canonical)
            return null;
        await using var command = database.CreateCommand(FindOpen);
        command.Parameters.AddWithValue(canonical);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? People.Read(row) : null;
    }
}
