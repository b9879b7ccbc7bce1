using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>A client acts for itself. Nothing is read from the database and nothing is written to it.</summary>
/// <remarks>RFC 6749 §4.4.</remarks>
internal sealed class ClientCredentialsGrant(ApiCatalog apis) : IGrant
{
    public string GrantType => "client_credentials";

    public ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    ) => ValueTask.FromResult(Redeem(request, client));

    private Outcome<GrantedAuthorization> Redeem(TokenRequest request, AuthenticatedClient client)
    {
        // No person, so nothing to say about one, and RFC 6749 §4.4.3 gives no refresh token.
        if (request.Scope is { } asked && asked.Names.Any(StandardScopes.All.Contains))
            return ProtocolError.InvalidScope("The scopes of OpenID Connect need a person.");
        if (
            GrantedScopes
                .Resolve(request.Scope, request.Resource, client.Client, apis.Snapshot)
                .Refused(out var error, out var scopes)
        )
        {
            return error;
        }

        return new GrantedAuthorization
        {
            Client = client.Client,
            Scopes = scopes.ForToken,
            Api = scopes.Api,
        };
    }
}
