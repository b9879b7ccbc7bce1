using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Answers;
using Identity.Authentication.SignIn.Tokens;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Replaces a session's tokens before they end, so that whoever calls an API with them finds them good.</summary>
/// <remarks>RFC 6749 §6; OpenID Connect Core §12.</remarks>
internal sealed class SessionRefresh(OpenIdProviders providers, RefreshMemory memory)
{
    /// <returns>Null where nothing is due.</returns>
    public async Task<Refreshing?> RunAsync(
        AuthenticationProperties properties,
        SessionMark mark,
        OpenIdConnectSignInOptions options,
        CancellationToken ct
    )
    {
        var now = options.Clock.GetUtcNow();
        if (!SessionTokens.AreDue(properties, now))
            return null;
        if (properties.GetTokenValue(SessionTokens.RefreshToken) is not { } refreshToken)
            return null;

        var outcome = await memory.OnceAsync(refreshToken, _ => AskAsync(properties, mark, options, refreshToken), ct);
        if (outcome is Refreshing.Done done)
            SessionTokens.Keep(properties, done.Tokens, options.RefreshAhead, done.At);
        return outcome;
    }

    private async Task<Refreshing> AskAsync(
        AuthenticationProperties properties,
        SessionMark mark,
        OpenIdConnectSignInOptions options,
        string refreshToken
    )
    {
        var provider = providers.Of(options.Authority);
        try
        {
            if ((await provider.MetadataAsync(CancellationToken.None)).TokenEndpoint is not { } endpoint)
                return new Refreshing.Postponed("The provider's metadata names no token_endpoint.");
            using var key = SessionTokens.KeyOf(properties);
            KeyValuePair<string, string>[] form =
            [
                new("grant_type", "refresh_token"),
                new("refresh_token", refreshToken),
            ];
            var answer = await provider.PostFormAsync(endpoint, form, options.Credentials, key, CancellationToken.None);
            return await JudgeAsync(answer, key is not null);
        }
        catch (ProviderUnavailableException away)
        {
            return new Refreshing.Postponed(away.Message);
        }

        async Task<Refreshing> JudgeAsync(ProviderAnswer answer, bool hasKey)
        {
            var read = TokenAnswer.Read(answer, hasKey);
            if (read.Failed(out var tokens))
            {
                // RFC 6749 §5.2: this one says that the grant is gone. Anything else may be a provider in trouble.
                return read.Error == "invalid_grant"
                    ? new Refreshing.Over(read.Reason)
                    : new Refreshing.Postponed(read.Reason);
            }
            if (tokens.IdToken is not null && await WhyNotAsync(tokens) is { } why)
                return new Refreshing.Over($"The refreshed ID token is refused: {why}");
            var isRotated = tokens.RefreshToken != refreshToken;
            return new Refreshing.Done(
                isRotated ? tokens : tokens with { RefreshToken = null },
                options.Clock.GetUtcNow()
            );
        }

        async Task<string?> WhyNotAsync(TokenAnswer tokens)
        {
            var check = await IdTokenRules.CheckAsync(provider, options, tokens, pending: null, CancellationToken.None);
            return check.Failed(out var token)
                ? check.Reason
                : RefreshedIdToken.WhyNotAfter(token, mark.Subject, properties.GetTokenValue(SessionTokens.IdToken));
        }
    }
}
