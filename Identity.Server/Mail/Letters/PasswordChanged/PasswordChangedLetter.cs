namespace Identity.Server.Mail.Letters.PasswordChanged;

/// <summary>Tells somebody that their password was changed, in case it was not them.</summary>
public sealed record PasswordChangedLetter(DateTimeOffset At, string ResetLink) : Letter;
