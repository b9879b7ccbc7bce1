namespace Identity.Server.AccountApi;

/// <summary>What operators read of sign-ups, sign-ins and tokens: addresses and tokens only as far as they help to find one.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Sign-up at {Profile}: {Email} is account {UserId}")]
    public static partial void SignedUp(this ILogger logger, string profile, string email, Guid userId);

    [LoggerMessage(LogLevel.Warning, "Sign-up at {Profile} refused for {Email}: {Reason}")]
    public static partial void SignUpRefused(this ILogger logger, string profile, string email, string reason);

    [LoggerMessage(LogLevel.Information, "Sign-in at {Profile}: {Email}, account {UserId}")]
    public static partial void SignedIn(this ILogger logger, string profile, string email, Guid userId);

    [LoggerMessage(LogLevel.Warning, "Sign-in at {Profile} refused for {Email}: {Reason}")]
    public static partial void SignInRefused(this ILogger logger, string profile, string email, string reason);

    [LoggerMessage(LogLevel.Warning, "Token {Token} refused at {Profile}: {Reason}")]
    public static partial void TokenRefused(this ILogger logger, string profile, string token, string reason);

    [LoggerMessage(LogLevel.Error, "The client or the API of the account profile {Profile} is missing or disabled")]
    public static partial void NotReady(this ILogger logger, string profile);

    /// <summary>`a***@example.com`: enough to recognise who calls for help.</summary>
    public static string MaskedEmail(string email)
    {
        var at = email.LastIndexOf('@');
        var line = at < 1 || email.Length > 254 ? "***" : $"{email[0]}***{email[at..]}";
        return string.Concat(line.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    /// <summary>The beginning, which every token of its kind has, and the last letters.</summary>
    public static string MaskedToken(string? token) =>
        token is null ? "(none)"
        : token.Length < 32 ? "***"
        : string.Concat($"{token[..6]}***{token[^4..]}".Select(c => c is > ' ' and <= '~' ? c : '?'));
}
