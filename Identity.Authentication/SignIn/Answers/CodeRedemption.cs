using Identity.Authentication.Dpop;
using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Requests;
using Identity.Authentication.SignIn.Tokens;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>What a sign-in has brought: who it is, and the tokens.</summary>
internal sealed record SignedIn(IdToken Person, UserInfo.Claims UserInfo, TokenAnswer Tokens, DpopKey? Key);

/// <summary>Trades the code that the browser has brought for tokens, and believes them once every rule has confirmed them.</summary>
/// <remarks>OpenID Connect Core §3.1.3.</remarks>
internal static class CodeRedemption
{
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public static async Task<Tried<SignedIn>> RunAsync(
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        PendingSignIn pending,
        string code,
        CancellationToken ct
    )
    {
        var metadata = await provider.MetadataAsync(ct);
        if (metadata.TokenEndpoint is not { } endpoint)
            return new("The provider's metadata names no token_endpoint.");

        // RFC 9449 §5: where the provider can, tokens are bound to a key of this session.
        var binds =
            options.BindsTokens && metadata.DpopSigningAlgValuesSupported.Contains("ES256", StringComparer.Ordinal);
        var key = binds ? DpopKey.Create() : null;

        // RFC 6749 §4.1.3 and RFC 7636 §4.5.
        KeyValuePair<string, string>[] form =
        [
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", pending.RedirectUri),
            new("code_verifier", pending.CodeVerifier),
        ];
        var answer = await provider.PostFormAsync(endpoint, form, options.Credentials, key, ct);
        var read = TokenAnswer.Read(answer, key is not null);
        if (read.Failed(out var tokens))
            return new(read.Reason, read.Error);

        var check = await IdTokenRules.CheckAsync(provider, options, tokens, pending, ct);
        if (check.Failed(out var person))
            return new(check.Reason);
        if (!options.ReadsUserInfo)
            return new(new SignedIn(person, new UserInfo.Claims(default), tokens, key));

        var now = options.Clock.GetUtcNow();
        var asked = await UserInfo.AskAsync(provider, tokens, key, person.Subject, now, ct);
        return asked.Failed(out var userInfo)
            ? new(asked.Reason, asked.Error)
            : new(new SignedIn(person, userInfo, tokens, key));
    }
}
