namespace Identity.Server.Users.Passwords;

/// <summary>What the password room has to say to the operator.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "A stored password hash is of no use ({Problem}): its owner cannot sign in with a password."
    )]
    public static partial void StoredHashUnusable(ILogger logger, string problem);
}
