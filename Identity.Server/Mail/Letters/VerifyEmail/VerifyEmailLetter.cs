namespace Identity.Server.Mail.Letters.VerifyEmail;

/// <summary>Asks somebody to confirm that an address is theirs.</summary>
public sealed record VerifyEmailLetter(string Link, TimeSpan GoodFor) : Letter;
