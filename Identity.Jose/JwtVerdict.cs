namespace Identity.Jose;

/// <summary>The outcome of validating a JWT.</summary>
public abstract record JwtVerdict
{
    private JwtVerdict() { }

    /// <summary>The token is what it says, from whom it says, for us, and in time.</summary>
    public sealed record Valid(JwtClaims Claims, JwsHeader Header, VerificationKey Key) : JwtVerdict;

    /// <param name="Reason">For logs, never for the sender.</param>
    public sealed record Invalid(string Reason) : JwtVerdict;
}
