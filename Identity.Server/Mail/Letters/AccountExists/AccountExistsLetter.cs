namespace Identity.Server.Mail.Letters.AccountExists;

/// <summary>Tells somebody who wanted to register that they have an account already.</summary>
public sealed record AccountExistsLetter(string SignInLink, string ResetLink) : Letter;
