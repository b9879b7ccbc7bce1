using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.Passwords.Policy;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.Registration;

/// <summary>Lets a person make an account for themselves.</summary>
/// <remarks>
/// An address that is taken costs what a free one costs: the password is hashed, one row is tried, one letter is put into
/// the outbox. So neither the time nor the answer need tell who has an account.
/// </remarks>
internal sealed class Registrations(
    NpgsqlDataSource database,
    PasswordAcceptance passwords,
    Outbox outbox,
    AuditTrail audit,
    TimeProvider clock
)
{
    private const string Insert = $"""
        INSERT INTO users (id, email, canonical_email, name, time_zone, locale, password_hash,
                           security_stamp, concurrency_stamp, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $9)
        ON CONFLICT (canonical_email) DO NOTHING
        RETURNING {People.Columns}
        """;

    public async Task<RegistrationOutcome> RegisterAsync(
        RegistrationRequest asked,
        RegistrationTerms terms,
        CancellationToken ct
    )
    {
        if (CanonicalEmail.Of(asked.Email) is not { } canonical)
            return new RegistrationOutcome.InvalidEmail();
        if (!PersonName.IsAcceptable(asked.Name))
            return new RegistrationOutcome.InvalidName();
        if (asked.TimeZone is { } zone && !TimeZones.IsKnown(zone))
            return new RegistrationOutcome.InvalidTimeZone();
        var owner = new PasswordOwner(asked.Email, asked.Name);
        return await passwords.AcceptAsync(asked.Password, owner, terms.Policy, ct) switch
        {
            NewPassword.Accepted accepted => await StoreAsync(asked, canonical, accepted.Hash, terms, ct),
            NewPassword.Weak weak => new RegistrationOutcome.WeakPassword(weak.Faults),
            NewPassword.Busy busy => new RegistrationOutcome.Busy(busy.RetryAfter),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }

    private async Task<RegistrationOutcome> StoreAsync(
        RegistrationRequest asked,
        string canonical,
        string hash,
        RegistrationTerms terms,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var created = await InsertAsync(connection, asked, canonical, hash, ct);
        var kind = created is null ? AccountExistsWriter.Name : VerificationWriter.Name;
        if (created is null ? terms.TellsOwner : terms.SendsVerification)
        {
            var wish = new LetterWish(asked.Locale, created is null ? null : terms.VerificationLink);
            await outbox.AddAsync(connection, kind, canonical, wish.ToAbout(), ct);
        }
        await transaction.CommitAsync(ct);
        audit.Record(
            new AuditEvent(AuditKind.Registration, created is null ? null : AuditParty.User(created.Id))
            {
                Refusal = created is null ? "the address is taken" : null,
            }
        );
        return created is null ? new RegistrationOutcome.Taken() : new RegistrationOutcome.Created(created);
    }

    private async Task<Person?> InsertAsync(
        NpgsqlConnection connection,
        RegistrationRequest asked,
        string canonical,
        string hash,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var command = new NpgsqlCommand(Insert, connection);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(asked.Email);
        command.Parameters.AddWithValue(canonical);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)asked.Name ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)asked.TimeZone ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)asked.Locale ?? DBNull.Value);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now).ToString());
        command.Parameters.AddWithValue(now);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? People.Read(row) : null;
    }
}
