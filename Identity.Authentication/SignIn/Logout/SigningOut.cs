using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;

namespace Identity.Authentication.SignIn.Logout;

/// <summary>Gives a session's tokens back to the provider: what nobody needs any more nobody is to find.</summary>
/// <remarks>RFC 7009 §2. A provider that does not answer keeps nobody signed in.</remarks>
internal sealed partial class SigningOut(OpenIdProviders providers, TimeProvider clock, ILogger<SigningOut> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task GiveBackAsync(AuthenticationProperties properties, OpenIdConnectSignInOptions options)
    {
        if (properties.GetTokenValue(SessionTokens.RefreshToken) is not { } refreshToken)
            return;
        var provider = providers.Of(options.Authority);
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            if ((await provider.MetadataAsync(patience.Token)).RevocationEndpoint is not { } endpoint)
                return;
            KeyValuePair<string, string>[] form = [new("token", refreshToken), new("token_type_hint", "refresh_token")];
            using var key = SessionTokens.KeyOf(properties);
            var answer = await provider.PostFormAsync(endpoint, form, options.Credentials, key, patience.Token);
            if (answer is not ProviderAnswer.Success)
                NotGivenBack(answer.ToString());
        }
        catch (ProviderUnavailableException away)
        {
            NotGivenBack(away.Message);
        }
        catch (OperationCanceledException)
        {
            NotGivenBack("The provider takes too long.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "A refresh token could not be given back: {Reason}")]
    private partial void NotGivenBack(string reason);
}
