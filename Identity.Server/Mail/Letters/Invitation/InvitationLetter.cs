namespace Identity.Server.Mail.Letters.Invitation;

/// <summary>Lets somebody choose the first password of an account that was made for them.</summary>
public sealed record InvitationLetter(string Link, TimeSpan GoodFor) : Letter;
