namespace Identity.Server.Mail.Letters.NewSignIn;

/// <summary>Tells somebody of a sign-in in a browser that was not used before.</summary>
public sealed record NewSignInLetter(string Device, DateTimeOffset At, string AccountLink) : Letter;
