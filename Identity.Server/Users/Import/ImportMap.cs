using Identity.Server.Users.Import.Sources;

namespace Identity.Server.Users.Import;

/// <summary>Which column of a source is which part of an account.</summary>
internal sealed class ImportMap
{
    public const string Auto = "auto";
    public const string Keycloak = "keycloak";

    // The first of the columns that a row has is the one; all but `auto` name one each.
    private readonly Dictionary<ImportField, string[]> _columns;
    private readonly bool _isExact;

    private ImportMap(Dictionary<ImportField, string[]> columns, bool isExact) =>
        (_columns, _isExact) = (columns, isExact);

    /// <summary>The tables of the systems that move in, by the names of those systems.</summary>
    private static readonly Dictionary<string, string> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["agentcaller"] = "id=id,email=email,password_hash=hashed_password,is_active=is_active,created_at=created_at",
        ["issue-tracker"] =
            "id=id,email=email,password_hash=password_hash,name=name,time_zone=timezone,is_suspended=is_suspended,"
            + "suspension_message=suspension_message,email_verified_at=email_verified_at",
        ["todo"] = "id=id,email=email,password_hash=password_hash,created_at=created_at,last_signin_at=last_signin_at",
        ["signup"] = "id=id,email=email,password_hash=hashed_password,created_at=created_at,updated_at=updated_at",
        [Keycloak] =
            "id=id,email=email,password_hash=password_hash,name=name,time_zone=zoneinfo,locale=locale,"
            + "is_active=enabled,email_verified=emailVerified,created_at=created_at,"
            + "given_name=firstName,family_name=lastName",
    };

    private static readonly Dictionary<ImportField, string[]> Usual = new()
    {
        [ImportField.Id] = ["id", "user_id", "uuid"],
        [ImportField.Email] = ["email", "email_address", "mail", "username"],
        [ImportField.PasswordHash] =
        [
            "password_hash",
            "hashed_password",
            "encrypted_password",
            "passwordhash",
            "password",
            "pwd",
        ],
        [ImportField.Name] = ["name", "full_name", "display_name"],
        [ImportField.TimeZone] = ["time_zone", "timezone", "zoneinfo"],
        [ImportField.Locale] = ["locale", "language"],
        [ImportField.IsActive] = ["is_active", "active", "enabled"],
        [ImportField.IsSuspended] = ["is_suspended", "suspended", "disabled"],
        [ImportField.SuspensionMessage] = ["suspension_message"],
        [ImportField.EmailVerified] = ["email_verified", "emailconfirmed", "is_verified"],
        [ImportField.EmailVerifiedAt] = ["email_verified_at", "confirmed_at"],
        [ImportField.CreatedAt] = ["created_at", "createdat", "date_joined"],
        [ImportField.UpdatedAt] = ["updated_at", "updatedat"],
        [ImportField.GivenName] = ["given_name", "first_name", "firstname"],
        [ImportField.FamilyName] = ["family_name", "last_name", "lastname", "surname"],
        [ImportField.LastSigninAt] = ["last_signin_at", "last_sign_in_at", "last_login", "last_login_at"],
    };

    public static string PresetNames => string.Join(", ", [Auto, .. Presets.Keys]);

    public static ImportMap Read(string text)
    {
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
            return new ImportMap(Usual, isExact: false);
        var isPreset = Presets.TryGetValue(text, out var preset);
        var columns = new Dictionary<ImportField, string[]>();
        foreach (var pair in (preset ?? text).Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, column) = ReadPair(pair);
            if (Field(name) is not { } field)
                throw new InvalidOperationException($"--map: '{name}' is none of {FieldNames}.");
            if (!columns.TryAdd(field, [column]))
                throw new InvalidOperationException($"--map names {name} twice.");
        }
        return columns.ContainsKey(ImportField.Email)
            ? new ImportMap(columns, isExact: !isPreset || !text.Equals(Keycloak, StringComparison.OrdinalIgnoreCase))
            : throw new InvalidOperationException("--map must say which column is the email.");
    }

    private static (string Name, string Column) ReadPair(string pair) =>
        pair.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } column]
            ? (name, column)
            : throw new InvalidOperationException($"--map takes pairs such as email=mail, or one of {PresetNames}.");

    /// <param name="present">The columns that the source has; null where each row says for itself.</param>
    /// <returns>Those to read.</returns>
    public IReadOnlyCollection<string> Resolve(IReadOnlyList<string>? present)
    {
        var wanted = _columns.Values.SelectMany(names => names).ToList();
        if (present is null)
            return wanted;
        var missing = wanted.Except(present, StringComparer.OrdinalIgnoreCase).ToList();
        if (_isExact && missing is [var first, ..])
        {
            throw new InvalidOperationException(
                $"The source has no column {first}. It has {string.Join(", ", present)}."
            );
        }
        return _columns[ImportField.Email].Intersect(present, StringComparer.OrdinalIgnoreCase).Any()
            ? [.. wanted.Except(missing, StringComparer.OrdinalIgnoreCase)]
            : throw new InvalidOperationException(
                $"No column of the source looks like an e-mail address: say which with --map. It has {string.Join(", ", present)}."
            );
    }

    /// <returns>Null for what is absent, null or empty: text formats do not tell them apart.</returns>
    public string? Value(SourceRow row, ImportField field)
    {
        if (!_columns.TryGetValue(field, out var names))
            return null;
        var name = names.FirstOrDefault(row.Values.ContainsKey);
        return name is not null && row.Values[name] is { Length: > 0 } value ? value : null;
    }

    private static string FieldNames => string.Join(", ", Enum.GetValues<ImportField>().Select(ImportFields.SnakeCase));

    private static ImportField? Field(string name) =>
        Enum.GetValues<ImportField>()
            .Cast<ImportField?>()
            .FirstOrDefault(field => field!.Value.SnakeCase().Equals(name, StringComparison.OrdinalIgnoreCase));
}
