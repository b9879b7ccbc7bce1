namespace Identity.Server.Mail.Letters.ApproveEmailChange;

/// <summary>Asks the present address whether the account may move to another.</summary>
public sealed record ApproveEmailChangeLetter(string NewEmail, string Link, TimeSpan GoodFor) : Letter;
