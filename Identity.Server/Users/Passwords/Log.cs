namespace Identity.Server.Users.Passwords;

/// <summary>What the password room has to say to the operator.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "A stored password hash is not bcrypt of 2a, 2b or 2y with a cost from 4 to 16: its owner cannot sign in with a password."
    )]
    public static partial void StoredHashUnusable(ILogger logger);
}
