using Identity.Server.Users.Throttling;
using Npgsql;

namespace Identity.Server.Users.SelfService;

/// <summary>Lets a person delete their account, with everything that hangs on it.</summary>
internal sealed class AccountDeletions(NpgsqlDataSource database, PasswordConfirmation confirmation)
{
    private const string Delete = "DELETE FROM users WHERE id = $1 AND epoch = $2";

    /// <returns>How the confirmation went: after <see cref="Confirmation.Done"/> there is no such account any more.</returns>
    public async Task<Confirmation> DeleteAsync(Guid userId, string password, Source source, CancellationToken ct)
    {
        var confirmed = await confirmation.ConfirmAsync(userId, password, source, ct);
        if (confirmed is not Confirmation.Done { Person: var person })
            return confirmed;

        await using var command = database.CreateCommand(Delete);
        command.Parameters.AddWithValue(person.Id);
        command.Parameters.AddWithValue(person.Epoch);
        // A new password meanwhile: whoever set it did not ask for this.
        return await command.ExecuteNonQueryAsync(ct) == 1 ? confirmed : new Confirmation.WrongPassword();
    }
}
