using Identity.Server.Database;
using Identity.Server.Users.Details;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Throttling;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users;

/// <summary>What a person's account says about them, as tokens may repeat it.</summary>
internal sealed record Person(
    Guid Id,
    long Number,
    string Email,
    bool EmailVerified,
    string? Name,
    string? TimeZone,
    DateTimeOffset UpdatedAt,
    int Epoch,
    string? Locale,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt
)
{
    /// <summary>What they added about themselves, as the database has it; null where it is nothing.</summary>
    public string? DetailsText { get; init; }

    /// <summary>The same, read: few who look at a person want it.</summary>
    public PersonDetails Details => DetailsText is { } text ? PersonDetailsJson.Read(text) : PersonDetails.None;
}

/// <summary>What came of a person showing a password.</summary>
internal abstract record SignInOutcome
{
    public sealed record Done(Person Person) : SignInOutcome;

    /// <summary>Unknown address or wrong password: nobody outside learns which.</summary>
    /// <param name="Reason">For the log.</param>
    /// <param name="UserId">Whose password it was not; likewise.</param>
    public sealed record Wrong(string Reason, Guid? UserId) : SignInOutcome;

    /// <summary>The password was right, and the account may not sign in.</summary>
    public sealed record Suspended(string? Message, Guid UserId) : SignInOutcome;

    /// <inheritdoc cref="Suspended"/>
    public sealed record Unverified(Guid UserId) : SignInOutcome;

    /// <summary>The password was right, and its owner has to choose another before they are signed in.</summary>
    public sealed record PasswordDue(Person Person) : SignInOutcome;

    /// <summary>It was tried too often; the password was not looked at.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : SignInOutcome;

    /// <summary>More passwords are waiting to be checked than we can check soon.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : SignInOutcome;
}

/// <summary>Signs a person in by password, whichever door they come through.</summary>
internal sealed class SignIn(
    NpgsqlDataSource database,
    PasswordHashing passwords,
    PasswordAttempts attempts,
    SignInJournal journal,
    TimeProvider clock
)
{
    private const string Find = $"""
        SELECT {People.Columns}, password_hash, suspended_at IS NOT NULL, suspension_message, password_change_required
          FROM users WHERE canonical_email = $1
        """;

    private const string Remember = "UPDATE users SET last_signin_at = $2 WHERE id = $1";

    // A hash that changed meanwhile belongs to a newer password and stays.
    private const string Rehash = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

    public async Task<SignInOutcome> WithPasswordAsync(
        string email,
        string password,
        Source source,
        bool mustBeVerified,
        CancellationToken ct
    )
    {
        var outcome = await CheckAsync(email, password, source, mustBeVerified, ct);
        journal.SignIn(email, outcome);
        return outcome is SignInOutcome.Done done
            ? done with
            {
                Person = await RememberAsync(done.Person, ct),
            }
            : outcome;
    }

    /// <summary>Looks at the password of somebody who is signed in already, with all the care of a sign-in.</summary>
    public async Task<SignInOutcome> ConfirmAsync(Person person, string password, Source source, CancellationToken ct)
    {
        var outcome = await CheckAsync(person.Email, password, source, mustBeVerified: false, ct);
        // They are signed in: what they confirm may well be that they choose another password.
        if (outcome is SignInOutcome.PasswordDue { Person: var known })
            outcome = new SignInOutcome.Done(known);
        journal.Confirmation(person, outcome);
        return outcome;
    }

    private async Task<SignInOutcome> CheckAsync(
        string email,
        string password,
        Source source,
        bool mustBeVerified,
        CancellationToken ct
    )
    {
        // Counted before it is looked at: of many at once, no more get through than one after the other.
        var admission = await attempts.AdmitAsync(email, source, ct);
        if (admission is not Admission.Admitted admitted)
            return new SignInOutcome.Throttled(((Admission.Refused)admission).RetryAfter);

        var found = CanonicalEmail.Of(email) is { } canonical ? await FindAsync(canonical, ct) : null;

        // An unknown address costs what a known one costs: the hash of nobody is checked all the same.
        var verdict = await passwords.VerifyAsync(password, found?.PasswordHash, ct);
        if (verdict is PasswordVerdict.Busy busy)
        {
            await attempts.UndoAsync(admitted, ct);
            return new SignInOutcome.Busy(busy.RetryAfter);
        }
        if (found is null)
            return new SignInOutcome.Wrong("no such account", UserId: null);
        if (verdict is PasswordVerdict.Mismatch)
            return new SignInOutcome.Wrong("wrong password", found.Person.Id);

        await attempts.ForgiveAsync(admitted, ct);

        // Only who knows the password is told what else stands in the way.
        if (found.IsSuspended)
            return new SignInOutcome.Suspended(found.SuspensionMessage, found.Person.Id);
        if (mustBeVerified && !found.Person.EmailVerified)
            return new SignInOutcome.Unverified(found.Person.Id);

        if (verdict is PasswordVerdict.MatchNeedsRehash)
            await RehashAsync(found, password, ct);
        return found.IsPasswordDue ? new SignInOutcome.PasswordDue(found.Person) : new SignInOutcome.Done(found.Person);
    }

    private async Task<Found?> FindAsync(string canonicalEmail, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(canonicalEmail);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var person = People.Read(row);
        return new Found(
            person,
            row.TextOrNull(People.ColumnCount),
            row.GetBoolean(People.ColumnCount + 1),
            row.TextOrNull(People.ColumnCount + 2),
            row.GetBoolean(People.ColumnCount + 3)
        );
    }

    private async Task RehashAsync(Found found, string password, CancellationToken ct)
    {
        if (await passwords.HashAsync(password, ct) is not NewHash.Hashed fresh)
            return;
        await using var command = database.CreateCommand(Rehash);
        command.Parameters.AddWithValue(found.Person.Id);
        command.Parameters.AddWithValue(found.PasswordHash!);
        command.Parameters.AddWithValue(fresh.Hash);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<Person> RememberAsync(Person person, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Remember);
        command.Parameters.AddWithValue(person.Id);
        command.Parameters.Add(new NpgsqlParameter { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(ct);
        return person with { LastSignInAt = now };
    }

    private sealed record Found(
        Person Person,
        string? PasswordHash,
        bool IsSuspended,
        string? SuspensionMessage,
        bool IsPasswordDue
    );
}
