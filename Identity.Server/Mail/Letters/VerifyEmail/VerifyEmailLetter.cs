namespace Identity.Server.Mail.Letters.VerifyEmail;

/// <summary>Asks somebody to confirm that an address is theirs.</summary>
internal sealed record VerifyEmailLetter(string Link, TimeSpan GoodFor) : Letter;
