namespace Identity.Server.Mail.Letters.EmailChanged;

/// <summary>Tells the address that an account has left where it went.</summary>
public sealed record EmailChangedLetter(string NewEmail, DateTimeOffset At) : Letter;
