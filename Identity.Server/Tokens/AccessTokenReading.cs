namespace Identity.Server.Tokens;

/// <summary>What came of reading an access token: the token, or why it is none of ours that is good now.</summary>
/// <param name="Why">For log and trace; null where there is a token.</param>
internal readonly record struct AccessTokenReading(VerifiedAccessToken? Token, string? Why)
{
    public static implicit operator AccessTokenReading(VerifiedAccessToken token) => new(token, Why: null);

    public static AccessTokenReading Refused(string why) => new(Token: null, why);
}
