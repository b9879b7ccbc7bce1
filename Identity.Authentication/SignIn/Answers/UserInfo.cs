using System.Net.Http.Headers;
using System.Text.Json;
using Identity.Authentication.Dpop;
using Identity.Authentication.Provider;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>Asks the provider for what it does not put into ID tokens.</summary>
/// <remarks>OpenID Connect Core §5.3.</remarks>
internal static class UserInfo
{
    /// <param name="subject">The ID token's: claims of anybody else are not used (OpenID Connect Core §5.3.2).</param>
    public static async Task<Tried<Claims>> AskAsync(
        OpenIdProvider provider,
        TokenAnswer tokens,
        DpopKey? key,
        string subject,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if ((await provider.MetadataAsync(ct)).UserInfoEndpoint is not { } endpoint)
            return new(new Claims(default));

        var answer = await SendAsync(nonce: null);
        // RFC 9449 §9: the provider says which nonce it wants, once.
        if (key is not null && answer is ProviderAnswer.Refused { DpopNonce: { } wanted })
            answer = await SendAsync(wanted);
        return answer switch
        {
            ProviderAnswer.Success { Json: { } json } when StrictText.Of(json, "sub") == subject => new(
                new Claims(json)
            ),
            ProviderAnswer.Success { Json: not null } => new("The userinfo endpoint answered about somebody else."),
            ProviderAnswer.Success => new("The userinfo endpoint answered with something that is no JSON object."),
            ProviderAnswer.Refused refused => new($"The userinfo endpoint refused: {refused}.", refused.Error),
            ProviderAnswer.Unreachable away => new(away.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(provider)),
        };

        async Task<ProviderAnswer> SendAsync(string? nonce)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue(tokens.TokenType, tokens.AccessToken);
            if (key is not null && tokens.TokenType == TokenAnswer.Dpop)
                request.Headers.Add("DPoP", key.Prove(HttpMethod.Get, endpoint, now, nonce, tokens.AccessToken));
            request.Headers.Accept.ParseAdd("application/json");
            return await provider.SendAsync(request, ct);
        }
    }

    /// <summary>What it said; an undefined element where the provider has no such endpoint.</summary>
    public sealed record Claims(JsonElement Json);
}
