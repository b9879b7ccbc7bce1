using System.Text;
using Identity.Authentication.Provider;
using Identity.Jose;

namespace Identity.Authentication.SignIn.Tokens;

/// <summary>Validates what a provider signs for its clients: ID tokens and logout tokens.</summary>
/// <remarks>OpenID Connect Core §3.1.3.7, 6 to 8: by its published keys, or by the client's secret where HMAC was agreed on.</remarks>
internal static class ProviderTokens
{
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public static async ValueTask<JwtVerdict> ValidateAsync(
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        string token,
        JwtExpectations expected,
        CancellationToken ct
    )
    {
        var algorithm = CompactJws.PeekHeader(token)?.Algorithm;
        // A public key is never taken for a secret: the secret comes from the options, and HMAC must be named there.
        if (algorithm is { IsSymmetric: true } && options.IdTokenAlgorithms.Contains(algorithm))
        {
            var secret = VerificationKey.FromSecret(algorithm, Encoding.UTF8.GetBytes(options.ClientSecret!));
            return Jwt.Validate(token, new VerificationKeys(secret), expected, options.Clock.GetUtcNow());
        }
        return await provider.ValidateAsync(token, options.IdTokenAlgorithms, expected, ct);
    }
}
