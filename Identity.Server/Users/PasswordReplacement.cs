using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>What came of giving an account a new password.</summary>
internal abstract record Replacement
{
    /// <param name="Person">In the new epoch: every session and refresh family from before is over.</param>
    public sealed record Done(Person Person) : Replacement;

    /// <summary>The statement found no account that it was good for.</summary>
    public sealed record NotFound : Replacement;

    public sealed record Weak(IReadOnlyList<PasswordFault> Faults) : Replacement;

    public sealed record Busy(TimeSpan RetryAfter) : Replacement;
}

/// <summary>How one account comes to a new password.</summary>
/// <param name="Kind">What the audit calls it.</param>
/// <param name="Statement">Changes the one account it is good for, with <see cref="PasswordReplacement.Set"/>, and returns <see cref="People.Columns"/>.</param>
/// <param name="Bind">Adds the statement's first three parameters.</param>
internal sealed record PasswordTurn(string Kind, string Statement, Action<NpgsqlCommand> Bind)
{
    /// <summary>Who does it; null for the owner.</summary>
    public AuditParty? Actor { get; init; }

    /// <summary>Whether a letter tells the owner. Who had no password until now knows it already.</summary>
    public bool TellsOwner { get; init; } = true;
}

/// <summary>Gives an account a new password, ends what came before, and tells the owner: all in one transaction.</summary>
internal sealed class PasswordReplacement(
    NpgsqlDataSource database,
    PasswordAcceptance passwords,
    Outbox outbox,
    AuditTrail audit,
    TimeProvider clock
)
{
    /// <summary>What a statement that gives `users u` a new password sets; its own are the parameters $1 to $3, of which $3 is now. Whether another is due it says itself.</summary>
    public const string Set =
        "password_hash = $4, security_stamp = $5, concurrency_stamp = $5, epoch = u.epoch + 1, updated_at = $3";

    /// <param name="turn">How it is done.</param>
    /// <param name="owner">Whose password it is to be.</param>
    public async Task<Replacement> ReplaceAsync(
        PasswordTurn turn,
        PasswordOwner owner,
        string password,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        switch (await passwords.AcceptAsync(password, owner, policy, ct))
        {
            case NewPassword.Weak weak:
                return new Replacement.Weak(weak.Faults);
            case NewPassword.Busy busy:
                return new Replacement.Busy(busy.RetryAfter);
            case NewPassword.Accepted accepted:
                if (await StoreAsync(turn, accepted.Hash, ct) is not { } person)
                    return new Replacement.NotFound();
                audit.Record(new AuditEvent(turn.Kind, AuditParty.User(person.Id)) { Actor = turn.Actor });
                return new Replacement.Done(person);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }

    private async Task<Person?> StoreAsync(PasswordTurn turn, string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var person = await UpdateAsync(connection, turn, hash, ct);
        if (person is not null && turn.TellsOwner)
        {
            var about = PasswordChangedWriter.About(clock.GetUtcNow());
            await outbox.AddAsync(connection, PasswordChangedWriter.Name, person.Email, about, ct);
        }
        await transaction.CommitAsync(ct);
        return person;
    }

    private async Task<Person?> UpdateAsync(
        NpgsqlConnection connection,
        PasswordTurn turn,
        string hash,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(turn.Statement, connection);
        turn.Bind(command);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? People.Read(row) : null;
    }
}
