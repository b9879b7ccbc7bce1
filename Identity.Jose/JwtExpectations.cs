namespace Identity.Jose;

/// <summary>What whoever verifies a JWT wants it to say.</summary>
/// <remarks>RFC 8725 §3.8, RFC 8725 §3.9 and RFC 8725 §3.11: issuer, audience and type are compared, where the caller has an expectation.</remarks>
public sealed record JwtExpectations
{
    /// <summary>The exact <c>iss</c>; null does not look at it.</summary>
    public string? Issuer { get; init; }

    /// <summary>Names of the one who verifies, of which <c>aud</c> must have one; null does not look at it.</summary>
    public IReadOnlyList<string>? Audience { get; init; }

    /// <summary>The acceptable <c>typ</c> values; null does not look at it.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Whether a header without <c>typ</c> is acceptable beside <see cref="Types"/>.</summary>
    public bool AcceptMissingType { get; init; }

    /// <summary>How far the clocks of the two sides may differ.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a token without <c>exp</c> is refused.</summary>
    public bool RequireExpiration { get; init; } = true;

    /// <summary>How long ago the token may have been issued; with it, <c>iat</c> is required and may not lie ahead.</summary>
    public TimeSpan? MaximumAge { get; init; }
}
