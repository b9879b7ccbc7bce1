using Identity.Server.Clients;
using Identity.Server.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.Pages.Requests;

/// <summary>Where an app begins to sign a person in at the wish of somebody else: ours.</summary>
/// <remarks>OpenID Connect Core §4.</remarks>
internal static class InitiatedLogin
{
    /// <returns>The app's own address, which is told with whom to sign in; null where the app has not said one.</returns>
    public static string? AddressOf(Client client, Issuer issuer) =>
        PublicAddress.Of(client.Metadata.InitiateLoginUri) is { } login
            ? QueryHelpers.AddQueryString(login, "iss", issuer.Value)
            : null;
}
