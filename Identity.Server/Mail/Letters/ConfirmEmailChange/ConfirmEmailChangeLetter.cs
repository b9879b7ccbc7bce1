namespace Identity.Server.Mail.Letters.ConfirmEmailChange;

/// <summary>Asks the new address whether the account may move to it.</summary>
public sealed record ConfirmEmailChangeLetter(string Link, TimeSpan GoodFor) : Letter;
