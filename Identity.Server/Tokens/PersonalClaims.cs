namespace Identity.Server.Tokens;

/// <summary>The claims about a person that a plain access token may carry.</summary>
/// <remarks>OpenID Connect Core §5.1.</remarks>
internal static class PersonalClaims
{
    public static void Write(TokenPayload payload, string claim, Subject subject)
    {
        switch (claim)
        {
            case "email":
                payload.Write(claim, subject.Email);
                break;
            case "email_verified":
                payload.Write(claim, subject.EmailVerified);
                break;
            case "name":
                payload.Write(claim, subject.Name);
                break;
            case "zoneinfo":
                payload.Write(claim, subject.TimeZone);
                break;
        }
    }
}
