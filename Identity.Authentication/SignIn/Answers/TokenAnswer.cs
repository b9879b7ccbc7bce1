using System.Text.Json;
using Identity.Authentication.Provider;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>Tokens as the token endpoint gave them.</summary>
/// <remarks>RFC 6749 §5.1; OpenID Connect Core §3.1.3.3.</remarks>
internal sealed record TokenAnswer(string AccessToken, string TokenType)
{
    public const string Bearer = "Bearer";
    public const string Dpop = "DPoP";

    private const long LongestLife = 10L * 365 * 24 * 60 * 60;

    public string? IdToken { get; private init; }

    /// <summary>Null where the one that there is stays good.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>Null where the provider does not say how long the access token is good.</summary>
    public TimeSpan? Life { get; private init; }

    /// <summary>Says nothing of the tokens.</summary>
    public override string ToString() => $"{TokenType} token";

    /// <param name="answer">What the token endpoint answered.</param>
    /// <param name="hasKey">Whether a proof of a key was sent along: without one a bound token would be of no use.</param>
    public static Tried<TokenAnswer> Read(ProviderAnswer answer, bool hasKey) =>
        answer switch
        {
            ProviderAnswer.Success { Json: { } json } => Read(json, hasKey),
            ProviderAnswer.Success => new("The token endpoint answered with something that is no JSON object."),
            ProviderAnswer.Refused refused => new($"The token endpoint refused: {refused}.", refused.Error),
            ProviderAnswer.Unreachable away => new(away.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(answer)),
        };

    private static Tried<TokenAnswer> Read(JsonElement json, bool hasKey)
    {
        if (StrictText.Of(json, "access_token") is not { Length: > 0 } accessToken)
            return new("The token endpoint gave no access_token.");
        // RFC 6749 §7.1: a token of a kind that is not known here is not used. RFC 6749 §5.1: names of kinds have no case.
        var type = StrictText.Of(json, "token_type") switch
        {
            { } said when said.Equals(Bearer, StringComparison.OrdinalIgnoreCase) => Bearer,
            { } said when said.Equals(Dpop, StringComparison.OrdinalIgnoreCase) && hasKey => Dpop,
            _ => null,
        };
        if (type is null)
            return new("The token endpoint gave a token of a kind that was not asked for.");
        return new(
            new TokenAnswer(accessToken, type)
            {
                IdToken = StrictText.Of(json, "id_token"),
                RefreshToken = StrictText.Of(json, "refresh_token"),
                Life =
                    json.TryGetProperty("expires_in", out var member)
                    && member.ValueKind == JsonValueKind.Number
                    && member.TryGetInt64(out var seconds)
                    && seconds is >= 0 and <= LongestLife
                        ? TimeSpan.FromSeconds(seconds)
                        : null,
            }
        );
    }
}
