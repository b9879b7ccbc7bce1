namespace Identity.Server.Mail.Letters.ResetPassword;

/// <summary>Lets somebody who forgot their password choose another.</summary>
public sealed record ResetPasswordLetter(string Link, TimeSpan GoodFor) : Letter;
