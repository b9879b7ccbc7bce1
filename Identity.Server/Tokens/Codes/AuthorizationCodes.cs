namespace Identity.Server.Tokens.Codes;

/// <summary>The authorization codes we have given out; each is good once.</summary>
internal sealed class AuthorizationCodes
{
    public const string Table = "authorization_codes";
}
