using Identity.Authentication.Provider;
using Microsoft.AspNetCore.Http.Extensions;

namespace Identity.Authentication.SignIn.Logout;

/// <summary>The address at which the provider signs somebody out, and with them everywhere.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2.</remarks>
internal static class EndSessionRequest
{
    /// <summary>Longer addresses do not arrive everywhere. Without its hint the provider asks the person.</summary>
    private const int LongestAddress = 6000;

    /// <returns>Null where the provider signs nobody out.</returns>
    public static string? Write(
        ProviderMetadata provider,
        OpenIdConnectSignInOptions options,
        string? idToken,
        string redirectUri,
        string state
    )
    {
        if (provider.EndSessionEndpoint is not { } endpoint)
            return null;
        var plain = new QueryBuilder
        {
            { "client_id", options.ClientId },
            { "post_logout_redirect_uri", redirectUri },
            { "state", state },
        };
        var separator = endpoint.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = $"{endpoint}{separator}{plain.ToQueryString().Value![1..]}";
        return idToken is not null && address.Length + idToken.Length <= LongestAddress
            ? $"{address}&id_token_hint={Uri.EscapeDataString(idToken)}"
            : address;
    }
}
