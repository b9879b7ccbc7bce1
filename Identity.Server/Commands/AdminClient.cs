using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources;

namespace Identity.Server.Commands;

/// <summary>The client as which people sign in to the administrators' site.</summary>
internal sealed class AdminClient(ClientRegistry registry, ClientReplacement replacement)
{
    public const string Id = "identity-admin";

    /// <summary>Registers it, where there is none.</summary>
    public Task<Registration> CreateAsync(Uri url, CancellationToken ct) => registry.CreateAsync(At(url), ct);

    /// <summary>Registers it, or has it be where it is now.</summary>
    /// <returns>Its secret, where one was made.</returns>
    public Task<Registration> PutAsync(Uri url, CancellationToken ct) => replacement.PutAsync(At(url), ct);

    private static NewClient At(Uri url)
    {
        var site = url.AbsoluteUri.TrimEnd('/');
        return new NewClient
        {
            ClientId = Id,
            Name = "Identity administration",
            GrantTypes = ["authorization_code", "refresh_token"],
            Scopes =
            [
                StandardScopes.OpenId,
                StandardScopes.Profile,
                StandardScopes.Email,
                StandardScopes.OfflineAccess,
                BuiltInApi.ManagementScope,
            ],
            RedirectUris = [$"{site}/signin-oidc"],
            IsFirstParty = true,
            Metadata = new ClientMetadata
            {
                PostLogoutRedirectUris = [$"{site}/signout-callback-oidc"],
                BackchannelLogoutUri = $"{site}/backchannel-logout",
                BackchannelLogoutSessionRequired = true,
            },
        };
    }
}
