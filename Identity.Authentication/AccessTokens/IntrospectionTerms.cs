namespace Identity.Authentication.AccessTokens;

/// <summary>What an API expects of the provider's answers about tokens, and how long it believes one.</summary>
internal sealed record IntrospectionTerms(string? Audience, TimeSpan ClockSkew, TimeSpan Life)
{
    /// <summary>How many answers are remembered at most.</summary>
    public int Room { get; init; } = 20_000;
}
