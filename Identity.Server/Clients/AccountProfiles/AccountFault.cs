namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Why the account API refuses: what a profile may give a status and a text of its own.</summary>
internal enum AccountFault
{
    InvalidRequest,
    InvalidEmail,
    InvalidName,
    InvalidTimeZone,
    WeakPassword,
    EmailTaken,
    WrongCredentials,
    Unverified,
    Suspended,
    PasswordDue,
    InvalidToken,
    InvalidLink,
    InvalidRefreshToken,
    TooManyRequests,
    TooLarge,
    UnsupportedType,
    Busy,
}

/// <summary>How a refusal is answered.</summary>
internal sealed record FaultAnswer(int Status, string Message);

/// <summary>What each refusal is called in a document, and how it is answered where a profile says nothing.</summary>
internal static class AccountFaults
{
    /// <summary>What an answer that refuses may be made of.</summary>
    public static readonly string[] Offers = ["message", "code", "field", "rules"];

    private static readonly Dictionary<AccountFault, (string Name, FaultAnswer Answer)> Known = new()
    {
        [AccountFault.InvalidRequest] = ("invalid_request", new(400, "The request cannot be understood.")),
        [AccountFault.InvalidEmail] = ("invalid_email", new(400, "This is not an e-mail address.")),
        [AccountFault.InvalidName] = ("invalid_name", new(400, "This name cannot be used.")),
        [AccountFault.InvalidTimeZone] = ("invalid_time_zone", new(400, "This is not an IANA time zone.")),
        [AccountFault.WeakPassword] = ("weak_password", new(400, "The password is not strong enough.")),
        [AccountFault.EmailTaken] = ("email_taken", new(409, "There is already an account with this e-mail address.")),
        [AccountFault.WrongCredentials] = (
            "wrong_credentials",
            new(401, "The e-mail address or the password is wrong.")
        ),
        [AccountFault.Unverified] = ("unverified", new(403, "The e-mail address is not verified yet.")),
        [AccountFault.Suspended] = ("suspended", new(403, "The account is suspended.")),
        [AccountFault.PasswordDue] = ("password_due", new(403, "A new password has to be chosen first.")),
        [AccountFault.InvalidToken] = ("invalid_token", new(401, "The access token is missing or not valid.")),
        [AccountFault.InvalidLink] = ("invalid_link", new(400, "The link is not valid, or no longer.")),
        [AccountFault.InvalidRefreshToken] = (
            "invalid_refresh_token",
            new(401, "The refresh token is not valid, or no longer.")
        ),
        [AccountFault.TooManyRequests] = ("too_many_requests", new(429, "Too many attempts. Try again later.")),
        [AccountFault.TooLarge] = ("too_large", new(413, "The request body is too large.")),
        [AccountFault.UnsupportedType] = ("unsupported_type", new(415, "The content type is not supported.")),
        [AccountFault.Busy] = ("busy", new(503, "The server is busy. Try again shortly.")),
    };

    public static string NameOf(AccountFault fault) => Known[fault].Name;

    public static FaultAnswer Usual(AccountFault fault) => Known[fault].Answer;

    public static IReadOnlyDictionary<string, AccountFault> ByName { get; } =
        Known.ToDictionary(pair => pair.Value.Name, pair => pair.Key, StringComparer.Ordinal);
}
