using System.Text;
using Identity.Server.Clients;
using Identity.Server.Clients.Declarations;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database.Documents;
using Identity.Server.Declarations;
using Identity.Server.Resources;

namespace Identity.Server.Commands;

/// <summary>The client as which people sign in to the administrators' site.</summary>
internal sealed class AdminClient(ClientRegistry registry, DeclarationApplication declarations)
{
    public const string Id = "identity-admin";

    private static readonly ApplicationTerms Terms = new(Prunes: false, IsDry: false);

    /// <summary>Registers it, where there is none.</summary>
    public Task<Registration> CreateAsync(Uri url, CancellationToken ct) => registry.CreateAsync(At(url), ct);

    /// <summary>Registers it with this secret, or has it be where it is now and have this secret.</summary>
    public async Task PutAsync(Uri url, string secret, CancellationToken ct)
    {
        var given = new GivenSecret("what was given", Encoding.UTF8.GetBytes(secret), Overlap: TimeSpan.Zero);
        var declared = new Declaration { Clients = [new DeclaredClient(At(url), IsDisabled: null, given)] };
        if (await declarations.ApplyAsync(declared, Terms, ct) is Applied.Refused { Problems: [var problem, ..] })
            throw new InvalidOperationException(problem.Sentence);
    }

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
