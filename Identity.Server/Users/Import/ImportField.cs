namespace Identity.Server.Users.Import;

/// <summary>What an account can bring along. On the command line the names are in snake_case, as those of our own table.</summary>
internal enum ImportField
{
    /// <summary>A UUID is kept as the id, an integer as the number.</summary>
    Id,
    Number,
    Email,
    PasswordHash,
    Name,
    TimeZone,
    Locale,
    IsActive,
    IsSuspended,
    SuspensionMessage,
    EmailVerified,
    EmailVerifiedAt,
    CreatedAt,
    UpdatedAt,
    LastSigninAt,
    GivenName,
    FamilyName,
    MiddleName,
    Nickname,
    PreferredUsername,
    Picture,
    Website,
    Gender,
    Birthdate,
    PhoneNumber,
}

/// <summary>Names the fields as the command line does.</summary>
internal static class ImportFields
{
    public static string SnakeCase(this ImportField field) =>
        string.Concat(
            field
                .ToString()
                .Select(
                    (letter, i) =>
                        char.IsUpper(letter) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"
                )
        );
}
