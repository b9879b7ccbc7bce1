using System.Globalization;
using Identity.Server.Users.Details;
using Identity.Server.Users.Import.Sources;
using Identity.Server.Users.Passwords.Foreign;

namespace Identity.Server.Users.Import;

/// <summary>Makes an account of a row, or says in one sentence why it is none.</summary>
internal sealed class AccountReader(ImportMap map, ImportTerms terms, DateTimeOffset now)
{
    public const int LongestSuspensionMessage = 500;

    private static readonly string[] Yes = ["true", "t", "yes", "y", "1", "on"];
    private static readonly string[] No = ["false", "f", "no", "n", "0", "off"];

    /// <summary>What front ends can hold in a number of JSON.</summary>
    public const long LargestNumber = (1L << 53) - 1;

    public (ImportedAccount? Account, ImportRejection? Rejection) Read(SourceRow row)
    {
        var email = Value(row, ImportField.Email)?.Trim();
        var canonical = email is null ? null : CanonicalEmail.Of(email);
        var fault = new Fault();
        var account =
            row.Problem is null && email is not null && canonical is not null
                ? Read(row, email, canonical, fault)
                : null;
        fault.Note(row.Problem);
        fault.Note(email is null ? "it has no e-mail address" : null);
        fault.Note(canonical is null ? "its e-mail address is not one" : null);
        return fault.Reason is { } reason
            ? (null, new ImportRejection(row.Number, canonical is null ? null : email, reason))
            : (account, null);
    }

    private ImportedAccount Read(SourceRow row, string email, string canonical, Fault fault)
    {
        var (id, number) = ReadId(row, fault);
        var createdAt = Time(row, ImportField.CreatedAt, fault);
        var isSuspended =
            Truth(row, ImportField.IsActive, fault) == false || Truth(row, ImportField.IsSuspended, fault) == true;
        var message = Value(row, ImportField.SuspensionMessage);
        if (message is not null && (message.Length > LongestSuspensionMessage || message.Contains('\0')))
            fault.Note($"its suspension message is longer than {LongestSuspensionMessage} characters, or no text");
        var verifiedAt = Time(row, ImportField.EmailVerifiedAt, fault);
        if (Truth(row, ImportField.EmailVerified, fault) ?? terms.IsVerified)
            verifiedAt ??= now;

        return new ImportedAccount
        {
            Row = row.Number,
            Id = id ?? NewId(createdAt),
            HasOwnId = id is not null,
            Number = number,
            Email = email,
            CanonicalEmail = canonical,
            PasswordHash = ReadHash(row, fault),
            Name = ReadName(row, fault),
            TimeZone = ReadKnown(row, ImportField.TimeZone, TimeZones.IsKnown, "time zone", fault),
            Locale = ReadKnown(row, ImportField.Locale, Locales.IsTag, "language", fault),
            Details = ReadDetails(row, fault),
            SuspendedAt = isSuspended ? now : null,
            SuspensionMessage = isSuspended ? message : null,
            EmailVerifiedAt = verifiedAt,
            CreatedAt = createdAt,
            UpdatedAt = Time(row, ImportField.UpdatedAt, fault),
            LastSignInAt = Time(row, ImportField.LastSigninAt, fault),
        };
    }

    private (Guid? Id, long? Number) ReadId(SourceRow row, Fault fault)
    {
        var number = ReadNumber(Value(row, ImportField.Number), "its number", fault);
        if (Value(row, ImportField.Id) is not { } text)
            return (null, number);
        if (Guid.TryParse(text, out var id))
        {
            fault.Note(id == Guid.Empty ? "its id is all zeros" : null);
            return (id, number);
        }
        return (null, ReadNumber(text, "its id", fault) ?? number);
    }

    private static long? ReadNumber(string? text, string what, Fault fault)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            fault.Note(number is < 1 or > LargestNumber ? $"{what} is not from 1 to {LargestNumber}" : null);
            return number;
        }
        fault.Note($"{what} is neither a UUID nor an integer");
        return null;
    }

    private string? ReadHash(SourceRow row, Fault fault)
    {
        var text = Value(row, ImportField.PasswordHash);
        var problem = row.HashProblem;
        if (problem is null && text is not null)
        {
            var reading = StoredHash.Read(text);
            if (reading.Hash is { } hash)
                return hash.ToText();
            problem = reading.Problem;
        }
        if (!terms.AllowsNoPassword)
            fault.Note(problem is null ? "it has no password hash" : $"its password hash is {problem}");
        return null;
    }

    private string? ReadName(SourceRow row, Fault fault)
    {
        var name = Value(row, ImportField.Name)?.Trim() is { Length: > 0 } given ? given : null;
        fault.Note(PersonName.IsAcceptable(name) ? null : "its name is longer than 200 characters, or no line of text");
        return name;
    }

    private string? ReadDetails(SourceRow row, Fault fault)
    {
        var number = Value(row, ImportField.PhoneNumber);
        var details = new PersonDetails
        {
            GivenName = Value(row, ImportField.GivenName),
            FamilyName = Value(row, ImportField.FamilyName),
            MiddleName = Value(row, ImportField.MiddleName),
            Nickname = Value(row, ImportField.Nickname),
            PreferredUsername = Value(row, ImportField.PreferredUsername),
            Picture = Value(row, ImportField.Picture),
            Website = Value(row, ImportField.Website),
            Gender = Value(row, ImportField.Gender),
            Birthdate = Value(row, ImportField.Birthdate),
            PhoneNumber = number is null ? null : PhoneNumber.Read(number) ?? number,
        }.Tidy();
        if (details == PersonDetails.None)
            return null;
        fault.Note(DetailRules.ProblemsOf(details).FirstOrDefault()?.Sentence.TrimEnd('.'));
        return PersonDetailsJson.Write(details);
    }

    private string? ReadKnown(SourceRow row, ImportField field, Func<string, bool> isKnown, string what, Fault fault)
    {
        var value = Value(row, field);
        fault.Note(value is null || isKnown(value) ? null : $"its {what} is not known");
        return value;
    }

    private bool? Truth(SourceRow row, ImportField field, Fault fault)
    {
        if (Value(row, field) is not { } text)
            return null;
        if (Yes.Contains(text, StringComparer.OrdinalIgnoreCase))
            return true;
        fault.Note(
            No.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"its {field.SnakeCase()} is neither true nor false"
        );
        return false;
    }

    // Without an offset it is UTC: a table of `timestamp` means that, or nothing.
    private DateTimeOffset? Time(SourceRow row, ImportField field, Fault fault)
    {
        if (Value(row, field) is not { } text)
            return null;
        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            return time;
        }
        fault.Note($"its {field.SnakeCase()} is not a time");
        return null;
    }

    private string? Value(SourceRow row, ImportField field) => map.Value(row, field);

    private Guid NewId(DateTimeOffset? createdAt) =>
        Guid.CreateVersion7(createdAt is { } time && time >= DateTimeOffset.UnixEpoch ? time : now);

    /// <summary>The first thing that is wrong with a row; one is enough to go and look.</summary>
    private sealed class Fault
    {
        public string? Reason { get; private set; }

        public void Note(string? reason) => Reason ??= reason;
    }
}
