using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users.SelfService;

/// <summary>What came of a person changing their password.</summary>
internal abstract record PasswordChange
{
    /// <param name="Person">In the new epoch: a session that is to go on has to be started anew.</param>
    public sealed record Done(Person Person) : PasswordChange;

    public sealed record NotConfirmed(Confirmation Why) : PasswordChange;

    public sealed record WeakPassword(IReadOnlyList<PasswordFault> Faults) : PasswordChange;

    public sealed record Busy(TimeSpan RetryAfter) : PasswordChange;
}

/// <summary>Lets a person who knows their password choose another.</summary>
internal sealed class PasswordChanges(
    PasswordConfirmation confirmation,
    PasswordReplacement replacement,
    TimeProvider clock
)
{
    // Only within the epoch in which the present password was shown: of two changes at once, one goes through.
    private const string Change = $"""
        UPDATE users u
           SET {PasswordReplacement.Set}, password_change_required = false
         WHERE u.id = $1 AND u.epoch = $2 AND u.suspended_at IS NULL
        RETURNING {People.Columns}
        """;

    public async Task<PasswordChange> ChangeAsync(
        Guid userId,
        string current,
        string wanted,
        PasswordPolicy policy,
        Source source,
        CancellationToken ct
    )
    {
        var confirmed = await confirmation.ConfirmAsync(userId, current, source, ct);
        if (confirmed is not Confirmation.Done { Person: var person })
            return new PasswordChange.NotConfirmed(confirmed);

        return await replacement.ReplaceAsync(
            new PasswordTurn(
                AuditKind.PasswordChange,
                Change,
                command =>
                {
                    command.Parameters.AddWithValue(person.Id);
                    command.Parameters.AddWithValue(person.Epoch);
                    command.Parameters.AddWithValue(clock.GetUtcNow());
                }
            ),
            new PasswordOwner(person.Email, person.Name),
            wanted,
            policy,
            ct
        ) switch
        {
            Replacement.Done done => new PasswordChange.Done(done.Person),
            Replacement.NotFound => new PasswordChange.NotConfirmed(new Confirmation.WrongPassword()),
            Replacement.Weak weak => new PasswordChange.WeakPassword(weak.Faults),
            Replacement.Busy busy => new PasswordChange.Busy(busy.RetryAfter),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }
}
