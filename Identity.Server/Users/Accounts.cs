using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;
using Identity.Server.Users.Invitation;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>An account as somebody asks for it who makes it for its owner.</summary>
internal sealed record NewAccount(
    string Email,
    string? Password,
    string? Name = null,
    string? TimeZone = null,
    bool IsVerified = false
)
{
    public string? Locale { get; init; }

    public PersonDetails Details { get; init; } = PersonDetails.None;

    /// <summary>Whether a letter asks the owner to choose a password; there is none until then.</summary>
    public bool IsInvited { get; init; }

    /// <summary>Whether the owner chooses another password before they are signed in.</summary>
    public bool PasswordChangeRequired { get; init; }

    /// <summary>What the password is held to.</summary>
    public PasswordPolicy Policy { get; init; } = PasswordPolicy.OfOperator;

    /// <summary>Who makes it.</summary>
    public AuditParty Actor { get; init; } = AuditParty.Console;
}

/// <summary>Makes accounts for their owners.</summary>
internal sealed class Accounts(
    IServiceScopeFactory scopes,
    PasswordAcceptance passwords,
    Invitations invitations,
    AuditTrail audit,
    TimeProvider clock
)
{
    public Task<AccountChange> CreateAsync(NewAccount asked, CancellationToken ct) =>
        CreateAsync(asked, (_, _, _) => Task.FromResult(true), ct);

    /// <param name="within">What else has to come of it, in the same transaction; where it says no, there is no account.</param>
    public async Task<AccountChange> CreateAsync(
        NewAccount asked,
        Func<NpgsqlConnection, Guid, CancellationToken, Task<bool>> within,
        CancellationToken ct
    )
    {
        asked = asked with { Details = asked.Details.Tidy() };
        if (ProblemsOf(asked).ToArray() is { Length: > 0 } problems)
            return new AccountChange.Invalid(problems);

        string? hash = null;
        if (asked.Password is { } password)
        {
            var owner = new PasswordOwner(asked.Email, asked.Name);
            switch (await passwords.AcceptAsync(password, owner, asked.Policy, ct))
            {
                case NewPassword.Weak weak:
                    return new AccountChange.WeakPassword(weak.Faults);
                case NewPassword.Busy busy:
                    return new AccountChange.Busy(busy.RetryAfter);
                case NewPassword.Accepted accepted:
                    hash = accepted.Hash;
                    break;
            }
        }

        try
        {
            return await StoreAsync(New(asked, hash), asked, within, ct);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            return new AccountChange.Taken(asked.Email);
        }
    }

    private static IEnumerable<AccountProblem> ProblemsOf(NewAccount asked)
    {
        var form = new AccountForm
        {
            Email = asked.Email,
            Name = asked.Name,
            TimeZone = asked.TimeZone,
            Locale = asked.Locale,
            Details = asked.Details,
        };
        foreach (var problem in form.Problems())
            yield return problem;
        if (asked is { IsInvited: true, Password: not null })
            yield return new AccountProblem("password", "Whoever is invited chooses the password themselves.");
        if (asked is { PasswordChangeRequired: true, Password: null })
            yield return new AccountProblem("password_change_required", "There is no password to be changed.");
    }

    private User New(NewAccount asked, string? hash)
    {
        var now = clock.GetUtcNow();
        return new User
        {
            Id = Guid.CreateVersion7(now),
            Email = asked.Email,
            Name = asked.Name,
            TimeZone = asked.TimeZone,
            Locale = asked.Locale,
            Details = asked.Details == PersonDetails.None ? null : PersonDetailsJson.Write(asked.Details),
            EmailVerifiedAt = asked.IsVerified ? now : null,
            InvitedAt = asked.IsInvited ? now : null,
            PasswordChangeRequired = asked.PasswordChangeRequired,
            PasswordHash = hash,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private async Task<AccountChange> StoreAsync(
        User user,
        NewAccount asked,
        Func<NpgsqlConnection, Guid, CancellationToken, Task<bool>> within,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ServerDbContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var result = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user);
        if (!result.Succeeded)
            return new AccountChange.Taken(asked.Email);

        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        if (!await within(connection, user.Id, ct))
            return new AccountChange.Prevented();
        if (asked.IsInvited)
            await invitations.SendAsync(connection, user.NormalizedEmail!, ct);
        var made = await AccountRows.FindAsync(connection, user.Id, ct);
        await transaction.CommitAsync(ct);
        audit.Record(
            new AuditEvent(AuditKind.AccountCreation, AuditParty.User(user.Id))
            {
                Actor = asked.Actor,
                Details = AccountDifference.Of(before: null, made),
            }
        );
        return new AccountChange.Done(made!);
    }
}
